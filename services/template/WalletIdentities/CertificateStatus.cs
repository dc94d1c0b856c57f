using Passinstance.Persistence.Status;
using Passinstance.ServiceDefaults.Status;

namespace Passinstance.Templates.WalletIdentities;

/// <summary>What an operator sees of certificates, of all organizations (no organization_id is named).</summary>
internal static class CertificateStatus
{
    internal static IReadOnlyCollection<DatabaseValue> Values { get; } =
    [
        new(
            new StatusValue(
                "passinstance.certificate.days_left", "{day}", "Days until the first uploaded certificate that is still valid expires.", 30,
                "Its organization must upload a renewed one; certificate.expiring was published to its webhooks.", IsLowerLimit: true),
            """
            SELECT extract(epoch FROM min(not_after) - now()) / 86400 FROM wallet_identities
            WHERE deleted_at IS NULL AND not_after > now()
            """),
        new(
            new StatusValue(
                "passinstance.certificate.expired", "{certificate}", "Uploaded certificates that have expired.", 0,
                "Passes of their pass types are not signed: each organization must upload a renewed certificate."),
            "SELECT count(*) FROM wallet_identities WHERE deleted_at IS NULL AND not_after <= now()"),
    ];
}
