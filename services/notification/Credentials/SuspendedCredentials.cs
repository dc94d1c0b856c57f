using System.Collections.Concurrent;
using System.Security.Cryptography;
using Passinstance.Background;

namespace Passinstance.Notifications.Credentials;

/// <summary>A credential that Apple or Google rejected.</summary>
/// <param name="Fingerprint">Distinguishes credentials; not secret.</param>
/// <param name="Reason">Class of the reason.</param>
/// <param name="Detail">The other side's own words, for the operator.</param>
/// <param name="ExpiresAt">When it expires; null when it does not.</param>
internal sealed record RejectedCredential(string Fingerprint, string Reason, string Detail, DateTimeOffset? ExpiresAt = null);

/// <summary>An owner whose work waits for another credential.</summary>
/// <param name="Owner">The pass type or issuer.</param>
/// <param name="Fingerprint">The rejected credential.</param>
/// <param name="IsRetryDue">Whether the same credential is to be tried again.</param>
internal sealed record SuspendedCredential<TOwner>(TOwner Owner, string Fingerprint, bool IsRetryDue);

/// <summary>
/// Suspends the work of an owner whose credential is rejected, and checks at intervals whether there is another one; then the work that
/// waited is resumed. The same credential is tried again every hour, unless it has expired: the fault may have been on the other side.
/// </summary>
internal abstract partial class SuspendedCredentials<TOwner>(TimeSpan interval, WorkSignal worker, TimeProvider time, ILogger logger)
    : WorkLoop(new WorkSignal(), new WorkLoopOptions { PollInterval = interval, RetryDelay = interval }, time, logger)
    where TOwner : struct
{
    private readonly ConcurrentDictionary<TOwner, Lazy<Task>> _suspending = new();

    /// <summary>Suspends an owner. Of thousands of rejections at the same time one is written.</summary>
    internal async Task SuspendAsync(TOwner owner, RejectedCredential rejected, CancellationToken cancellationToken)
    {
        var suspending = _suspending.GetOrAdd(owner, key => new Lazy<Task>(() => SuspendOnceAsync(key, rejected, cancellationToken)));
        try
        {
            await suspending.Value;
        }
        finally
        {
            _suspending.TryRemove(new(owner, suspending));
        }
    }

    /// <summary>Writes the suspension; false when this credential's was written before.</summary>
    protected abstract Task<bool> WriteSuspensionAsync(TOwner owner, RejectedCredential rejected, CancellationToken cancellationToken);

    /// <summary>All suspended owners. They are few: each one waits for a person.</summary>
    protected abstract Task<IReadOnlyList<SuspendedCredential<TOwner>>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Fingerprint of the owner's present credential; null when it has none that is valid.</summary>
    protected abstract Task<string?> FindFingerprintAsync(TOwner owner, CancellationToken cancellationToken);

    /// <summary>Makes the owner's waiting work due.</summary>
    protected abstract Task WriteResumptionAsync(SuspendedCredential<TOwner> suspended, CancellationToken cancellationToken);

    /// <summary>Counts and logs a new suspension.</summary>
    protected abstract void Suspended(TOwner owner, RejectedCredential rejected);

    /// <summary>The owner, for log messages.</summary>
    protected abstract string Describe(TOwner owner);

    protected override async Task<bool> RunOnceAsync(CancellationToken cancellationToken)
    {
        foreach (var suspended in await ListAsync(cancellationToken))
        {
            try
            {
                await CheckAsync(suspended, cancellationToken);
            }
            catch (Exception exception) when (exception is HttpRequestException or CryptographicException ||
                (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                LogCheckFailed(Logger, Describe(suspended.Owner), interval, exception);
            }
        }

        return false;
    }

    private async Task CheckAsync(SuspendedCredential<TOwner> suspended, CancellationToken cancellationToken)
    {
        if (await FindFingerprintAsync(suspended.Owner, cancellationToken) is not { } fingerprint)
            return;
        if (fingerprint == suspended.Fingerprint && !suspended.IsRetryDue)
            return;
        await WriteResumptionAsync(suspended, cancellationToken);
        worker.Set();
        LogResumed(Logger, Describe(suspended.Owner));
    }

    private async Task SuspendOnceAsync(TOwner owner, RejectedCredential rejected, CancellationToken cancellationToken)
    {
        if (await WriteSuspensionAsync(owner, rejected, cancellationToken))
            Suspended(owner, rejected);
    }

    [LoggerMessage(LogLevel.Warning, "The credential of {Owner}, which is suspended, could not be looked up; next try in {Interval}.")]
    private static partial void LogCheckFailed(ILogger logger, string owner, TimeSpan interval, Exception exception);

    [LoggerMessage(LogLevel.Information, "{Owner} was resumed: it has another credential, or the same one is tried again.")]
    private static partial void LogResumed(ILogger logger, string owner);
}
