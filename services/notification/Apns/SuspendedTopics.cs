using Microsoft.Extensions.Options;
using Passinstance.Background;
using Passinstance.Notifications.Credentials;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Notifications.Apns;

/// <summary>Pass types whose certificate Apple rejects or that has expired.</summary>
internal sealed partial class SuspendedTopics(
    TopicStore store, PushIdentities identities, ApnsChannels channels, ApnsMetrics metrics, WorkSignal<PushWorker> signal,
    IOptions<ApnsOptions> options, TimeProvider time, ILogger<SuspendedTopics> logger)
    : SuspendedCredentials<Topic>(options.Value.StoppedInterval, signal, time, logger)
{
    protected override Task<bool> WriteSuspensionAsync(Topic owner, RejectedCredential rejected, CancellationToken cancellationToken) =>
        store.SuspendAsync(owner, rejected, cancellationToken);

    protected override Task<IReadOnlyList<SuspendedCredential<Topic>>> ListAsync(CancellationToken cancellationToken) =>
        store.ListAsync(cancellationToken);

    protected override async Task<string?> FindFingerprintAsync(Topic owner, CancellationToken cancellationToken)
    {
        if (await identities.FindAsync(owner, cancellationToken) is not { } credential)
            return null;
        var fingerprint = credential.ExpiresAt <= Time.GetUtcNow() ? null : credential.Fingerprint;
        // The token of a key is shared by all pass types of its team.
        if (credential.Certificate is not null)
            credential.Dispose();
        return fingerprint;
    }

    protected override Task WriteResumptionAsync(SuspendedCredential<Topic> suspended, CancellationToken cancellationToken)
    {
        channels.Of(suspended.Owner).Forget();
        return store.ResumeAsync(suspended, cancellationToken);
    }

    protected override void Suspended(Topic owner, RejectedCredential rejected)
    {
        metrics.Stopped(rejected.Reason);
        LogSuspended(
            owner.PassTypeIdentifier, TypeId.Format(IdPrefixes.Organization, owner.OrganizationId), rejected.Reason, rejected.Detail);
    }

    protected override string Describe(Topic owner) =>
        $"pass type {owner.PassTypeIdentifier} of {TypeId.Format(IdPrefixes.Organization, owner.OrganizationId)}";

    [LoggerMessage(LogLevel.Error,
        "Pushes for pass type {PassType} of {OrganizationId} are suspended: its certificate is {Reason} ({Detail}). " +
        "The organization was notified and must upload a renewed certificate.")]
    private partial void LogSuspended(string passType, string organizationId, string reason, string detail);
}
