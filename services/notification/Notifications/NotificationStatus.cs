using Passinstance.Persistence.Status;
using Passinstance.ServiceDefaults.Status;

namespace Passinstance.Notifications.Notifications;

/// <summary>What an operator sees of pushes and of Google's objects, of all organizations (no organization_id is named).</summary>
internal static class NotificationStatus
{
    internal static IReadOnlyCollection<DatabaseValue> Values { get; } =
    [
        new(
            new StatusValue(
                "passinstance.apns.due", "{push}", "Pushes that are due and wait, at most 100,000.", 50_000,
                "Add replicas of notification, or see whether Apple responds (passinstance.apns.pushes by outcome)."),
            "SELECT count(*) FROM (SELECT FROM apple_pushes WHERE available_at <= now() LIMIT 100000) due"),
        new(
            new StatusValue(
                "passinstance.apns.pass_types.waiting", "{pass_type}", "Pass types whose certificate Apple rejects.", 0,
                "Upload a valid certificate for each (docs/operations.md, \"Apple rejects a certificate\")."),
            "SELECT count(*) FROM apple_topics WHERE suspended_at IS NOT NULL"),
        new(
            new StatusValue(
                "passinstance.google.issuers.waiting", "{issuer}", "Issuers whose account Google rejects.", 0,
                "Fix the service account's rights or upload another key (docs/operations.md, \"A Google account is suspended\")."),
            "SELECT count(*) FROM google_issuers WHERE suspended_at IS NOT NULL"),
    ];
}
