using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Passinstance.Background;
using Passinstance.Notifications.Credentials;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Notifications.GoogleWallet;

/// <summary>
/// Claims passes whose objects are due and sends them to Google: several issuers at once, of each one batch at a time. Replicas share a
/// project's quota by its row.
/// </summary>
internal sealed partial class GoogleWorker(
    GoogleStore store, GoogleAccounts accounts, GoogleSync sync, GoogleRecorder recorder, SuspendedIssuers suspended,
    IOptions<GoogleOptions> options, WorkSignal<GoogleWorker> signal, TimeProvider time, ILogger<GoogleWorker> logger)
    : ClaimedWorkLoop<ClaimedBatch>(signal, WorkOptions(options.Value), time, logger)
{
    private static readonly TimeSpan NoAccountDelay = TimeSpan.FromMinutes(1);

    // Set by ClaimAsync: how long until the next object is due.
    private TimeSpan _wait;

    protected override async Task<bool> RunOnceAsync(CancellationToken cancellationToken)
    {
        _wait = options.Value.PollInterval;
        if (await base.RunOnceAsync(cancellationToken))
            return true;
        // An object is due 200 ms after its change: too soon for the poll.
        await Signal.WaitAsync(_wait, Time, cancellationToken);
        return true;
    }

    protected override async Task<IReadOnlyList<ClaimedBatch>> ClaimAsync(int free, CancellationToken cancellationToken)
    {
        var busy = Running.Select(batch => batch.Issuer).ToHashSet();
        var claimed = new List<ClaimedBatch>();
        foreach (var (issuer, wait) in await store.ListDueAsync(cancellationToken))
        {
            if (wait > TimeSpan.Zero)
                _wait = wait < _wait ? wait : _wait;
            else if (claimed.Count < free && !busy.Contains(issuer) &&
                await store.ClaimAsync(issuer, cancellationToken) is { Objects.Count: > 0 } batch)
                claimed.Add(batch);
        }

        return claimed;
    }

    protected override async Task RunAsync(ClaimedBatch claim, CancellationToken cancellationToken)
    {
        GoogleCredential? credential = null;
        try
        {
            credential = await accounts.FindAsync(claim.Issuer, cancellationToken);
            if (credential is null)
                await recorder.RetryAsync(claim, NoAccountDelay);
            else
                await recorder.RecordAsync(claim, await sync.RunAsync(claim, credential, cancellationToken));
        }
        catch (AccountRejectedException rejected)
        {
            accounts.Forget(claim.Issuer);
            await suspended.SuspendAsync(
                claim.Issuer, new RejectedCredential(credential!.Fingerprint, "rejected", rejected.Message), CancellationToken.None);
        }
        catch (Exception exception) when (exception is HttpRequestException or CryptographicException ||
            (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogAccountUnavailable(claim.Issuer.IssuerId, TypeId.Format(IdPrefixes.Organization, claim.Issuer.OrganizationId), exception);
            await recorder.RetryAsync(claim, TimeSpan.Zero);
        }
    }

    protected override Task RenewAsync(IReadOnlyCollection<ClaimedBatch> claims, CancellationToken cancellationToken) =>
        store.RenewAsync(claims, cancellationToken);

    protected override Task ReleaseAsync(ClaimedBatch claim, CancellationToken cancellationToken) =>
        store.ReleaseAsync(claim, cancellationToken);

    protected override string Describe(ClaimedBatch claim) =>
        $"{claim.Objects.Count} passes of issuer {claim.Issuer.IssuerId} of " +
        $"{TypeId.Format(IdPrefixes.Organization, claim.Issuer.OrganizationId)}";

    private static ClaimedWorkOptions WorkOptions(GoogleOptions options) => new()
    {
        Concurrency = options.Concurrency,
        PollInterval = options.PollInterval,
        Lease = options.Lease,
        ShutdownTimeout = options.ShutdownTimeout,
    };

    [LoggerMessage(LogLevel.Warning,
        "The service account of issuer {IssuerId} of {OrganizationId} could not be looked up; its passes are retried. " +
        "Check the service that holds the accounts.")]
    private partial void LogAccountUnavailable(string issuerId, string organizationId, Exception exception);
}
