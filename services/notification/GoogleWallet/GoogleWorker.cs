using System.Collections.Concurrent;
using System.Security.Cryptography;
using Npgsql;
using Passinstance.Background;

namespace Passinstance.Notifications.GoogleWallet;

/// <summary>
/// Claims passes that Google is to have anew and brings them there: the issuers side by side, each in rounds of as many as one batch holds. Replicas share
/// the work by claims, and a project's quota by its row.
/// </summary>
internal sealed partial class GoogleWorker(
    GoogleStore store, GoogleAccounts accounts, GoogleSync round, GoogleRecorder recorder, SuspendedIssuers stopped, GoogleOptions options, WorkSignal<GoogleWorker> signal,
    TimeProvider time, ILogger<GoogleWorker> logger) : BackgroundService
{
    private const int MaxIssuersAtOnce = 64;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan WithoutAccount = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<Issuer, Task> _underWay = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var wait = await BeginDueAsync(stoppingToken);
                await signal.WaitAsync(wait, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (NpgsqlException exception)
            {
                LogPaused(exception);
                await Task.Delay(Poll, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await Task.WhenAny(Task.WhenAll(_underWay.Values), Task.Delay(ShutdownTimeout, time, CancellationToken.None));
    }

    /// <returns>How long until there is more to do, at most.</returns>
    private async Task<TimeSpan> BeginDueAsync(CancellationToken stoppingToken)
    {
        var wait = Poll;
        foreach (var (issuer, due) in await store.DueAsync(stoppingToken))
        {
            if (due > TimeSpan.Zero)
                wait = due < wait ? due : wait;
            else if (_underWay.Count < MaxIssuersAtOnce && !_underWay.ContainsKey(issuer))
                Begin(issuer, stoppingToken);
        }

        return wait;
    }

    private void Begin(Issuer issuer, CancellationToken stoppingToken)
    {
        var task = WorkAsync(issuer, stoppingToken);
        _underWay[issuer] = task;
        // The entry is made first and taken out after, whichever of the two ends first.
        _ = task.ContinueWith(
            (_, state) =>
            {
                _underWay.TryRemove((Issuer)state!, out Task? _);
                signal.Set();
            }, issuer, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task WorkAsync(Issuer issuer, CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            while (!stoppingToken.IsCancellationRequested && await store.ClaimAsync(issuer, options.Burst, stoppingToken) is { Count: > 0 } claimed)
                await BringAsync(issuer, claimed, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Nobody foresaw it: the claims end by their lease, and the log says what to mend.
            LogBroke(issuer.IssuerId, issuer.OrganizationId, exception);
            await Task.Delay(Poll, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task BringAsync(Issuer issuer, IReadOnlyList<ClaimedObject> claimed, CancellationToken stoppingToken)
    {
        // Given up before the lease is over: what is not known to have happened is done again.
        using var lease = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        lease.CancelAfter(options.Lease * 0.75);
        GoogleCredential? credential = null;
        try
        {
            credential = await accounts.FindAsync(issuer, lease.Token);
            if (credential is null)
                await recorder.ReleaseAsync(issuer, claimed, WithoutAccount, stoppingToken);
            else
                await recorder.RecordAsync(issuer, await round.RunAsync(issuer, credential, claimed, lease.Token), CancellationToken.None);
        }
        catch (AccountRefusedException refused)
        {
            accounts.Forget(issuer);
            await stopped.StopAsync(issuer, credential!.Fingerprint, refused.Message, CancellationToken.None);
        }
        catch (Exception exception) when (exception is HttpRequestException or CryptographicException or OperationCanceledException)
        {
            if (exception is not OperationCanceledException)
                LogNoAccount(issuer.IssuerId, issuer.OrganizationId, exception);
            await recorder.ReleaseAsync(issuer, claimed, TimeSpan.Zero, CancellationToken.None);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Google Wallet updates that are due could not be looked for; trying again in half a second.")]
    private partial void LogPaused(Exception exception);

    [LoggerMessage(LogLevel.Warning, "The service account of issuer {IssuerId} of organisation {OrganizationId} cannot be had; its passes are tried again.")]
    private partial void LogNoAccount(string issuerId, Guid organizationId, Exception exception);

    [LoggerMessage(LogLevel.Error, "Updates of issuer {IssuerId} of organisation {OrganizationId} ended in an error of our own; they are made again when their claims run out.")]
    private partial void LogBroke(string issuerId, Guid organizationId, Exception exception);
}
