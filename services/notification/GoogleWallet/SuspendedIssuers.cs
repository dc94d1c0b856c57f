using Microsoft.Extensions.Options;
using Passinstance.Background;
using Passinstance.Notifications.Credentials;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Notifications.GoogleWallet;

/// <summary>Issuers whose service account Google rejects.</summary>
internal sealed partial class SuspendedIssuers(
    IssuerStore store, GoogleAccounts accounts, GoogleMetrics metrics, WorkSignal<GoogleWorker> signal, IOptions<GoogleOptions> options,
    TimeProvider time, ILogger<SuspendedIssuers> logger)
    : SuspendedCredentials<Issuer>(options.Value.StoppedInterval, signal, time, logger)
{
    protected override Task<bool> WriteSuspensionAsync(Issuer owner, RejectedCredential rejected, CancellationToken cancellationToken) =>
        store.SuspendAsync(owner, rejected, cancellationToken);

    protected override Task<IReadOnlyList<SuspendedCredential<Issuer>>> ListAsync(CancellationToken cancellationToken) =>
        store.ListAsync(cancellationToken);

    protected override async Task<string?> FindFingerprintAsync(Issuer owner, CancellationToken cancellationToken)
    {
        accounts.Forget(owner);
        return (await accounts.FindAsync(owner, cancellationToken))?.Fingerprint;
    }

    protected override Task WriteResumptionAsync(SuspendedCredential<Issuer> suspended, CancellationToken cancellationToken) =>
        store.ResumeAsync(suspended, cancellationToken);

    protected override void Suspended(Issuer owner, RejectedCredential rejected)
    {
        metrics.Stopped();
        LogSuspended(owner.IssuerId, TypeId.Format(IdPrefixes.Organization, owner.OrganizationId), rejected.Detail);
    }

    protected override string Describe(Issuer owner) =>
        $"issuer {owner.IssuerId} of {TypeId.Format(IdPrefixes.Organization, owner.OrganizationId)}";

    [LoggerMessage(LogLevel.Error,
        "Updates of issuer {IssuerId} of {OrganizationId} are suspended: Google rejects its service account ({Reason}). " +
        "Upload another key, or restore the account's access to the issuer.")]
    private partial void LogSuspended(string issuerId, string organizationId, string reason);
}
