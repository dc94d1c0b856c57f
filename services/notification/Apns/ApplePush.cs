using Microsoft.EntityFrameworkCore;
using Passinstance.Contracts.V1;
using Passinstance.Notifications.Persistence;

namespace Passinstance.Notifications.Apns;

/// <summary>
/// A device is to be told that some pass of a pass type has changed. There is one row for a device and a pass type, however many passes
/// change however often: the push says nothing but "ask", and the device then learns of everything at once.
/// </summary>
internal sealed class ApplePush
{
    /// <summary>
    /// Waited after the first change, in which a second one shows that there will be many. Together with the way here it stays below what a person notices.
    /// </summary>
    internal const string FirstWait = "interval '120 milliseconds'";

    /// <summary>Waited once there has been a second change: ten updates of a pass within a second are one push.</summary>
    internal const string MaxWait = "interval '1 second'";

    public Guid OrganizationId { get; private init; }

    /// <summary>The push's topic.</summary>
    public string PassTypeIdentifier { get; private init; } = "";

    public string PushToken { get; private init; } = "";

    /// <summary>Changes asked for since the last push; a push that was under way when another came is followed by one more.</summary>
    public int Requests { get; private init; }

    public DateTimeOffset RequestedAt { get; private init; }

    /// <summary>
    /// Earliest time at which a worker may claim the row, by the database's clock: a claim moves it past the lease, a failure past its back-off.
    /// Infinite while Apple refuses the pass type's certificate.
    /// </summary>
    public DateTimeOffset AvailableAt { get; private init; }

    /// <summary>The claim that holds the row.</summary>
    public Guid? ClaimId { get; private init; }

    /// <summary>Failed attempts.</summary>
    public int Attempts { get; private init; }

    private const string Due = $"""
        CASE WHEN EXISTS (SELECT FROM apple_topics t WHERE t.organization_id = r.organization_id AND t.pass_type_identifier = r.pass_type_identifier AND t.stopped_at IS NOT NULL)
             THEN 'infinity'::timestamptz ELSE clock_timestamp() + {FirstWait} END
        """;

    private const string Merge = $"""
        ON CONFLICT (organization_id, pass_type_identifier, push_token) DO UPDATE SET
            requests = apple_pushes.requests + 1,
            available_at = CASE WHEN apple_pushes.claim_id IS NULL AND apple_pushes.attempts = 0 AND apple_pushes.available_at < 'infinity'
                                THEN apple_pushes.requested_at + {MaxWait} ELSE apple_pushes.available_at END
        """;

    private const string AskSql = $$"""
        INSERT INTO apple_pushes (organization_id, pass_type_identifier, push_token, requests, requested_at, available_at, attempts)
        SELECT DISTINCT ON (r.push_token) r.organization_id, r.pass_type_identifier, r.push_token, 1, clock_timestamp(), {{Due}}, 0
        FROM push_registrations r WHERE r.organization_id = {0} AND r.pass_id = {1} AND r.push_token IS NOT NULL ORDER BY r.push_token
        {{Merge}}
        """;

    // The rows by which a notification is counted come with the pushes, or not at all.
    private const string AskForNotificationSql = $$"""
        WITH asked AS ({{AskSql}} RETURNING organization_id, pass_type_identifier, push_token, requests),
        devices AS (
            INSERT INTO notification_devices (organization_id, notification_id, pass_id, push_token, pass_type_identifier, request, status)
            SELECT organization_id, {2}, {1}, push_token, pass_type_identifier, requests, 'pending' FROM asked ON CONFLICT DO NOTHING)
        INSERT INTO notification_passes (organization_id, notification_id, pass_id, devices) SELECT {0}, {2}, {1}, count(*) FROM asked ON CONFLICT DO NOTHING
        """;

    private const string AskForDeviceSql = $$"""
        INSERT INTO apple_pushes (organization_id, pass_type_identifier, push_token, requests, requested_at, available_at, attempts)
        SELECT r.organization_id, r.pass_type_identifier, r.push_token, 1, clock_timestamp(), {{Due}}, 0
        FROM push_registrations r JOIN pass_content_versions c ON c.organization_id = r.organization_id AND c.pass_id = r.pass_id AND c.changed_at > {3}
        WHERE r.organization_id = {0} AND r.pass_id = {1} AND r.device_id = {2} AND r.push_token IS NOT NULL
        {{Merge}}
        """;

    /// <summary>Asks for a push to every device that holds the pass.</summary>
    /// <returns>Whether there is one.</returns>
    internal static async Task<bool> EnqueueAsync(NotificationsDbContext db, Guid organizationId, Guid passId, CancellationToken cancellationToken) =>
        await db.Database.ExecuteSqlRawAsync(AskSql, [organizationId, passId], cancellationToken) > 0;

    /// <summary>Asks for a push to every device that holds the pass, and notes for whom a notification's message is.</summary>
    internal static Task AskForNotificationAsync(NotificationsDbContext db, Guid organizationId, Guid passId, Guid notificationId, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlRawAsync(AskForNotificationSql, [organizationId, passId, notificationId], cancellationToken);

    /// <summary>Asks for a push to one device if its pass changed after <paramref name="after"/>.</summary>
    /// <returns>Whether it did.</returns>
    internal static async Task<bool> AskForDeviceAsync(NotificationsDbContext db, DeviceRegistered registered, DateTimeOffset after, CancellationToken cancellationToken) =>
        await db.Database.ExecuteSqlRawAsync(
            AskForDeviceSql, [registered.OrganizationId, registered.PassId, registered.DeviceId, after.ToUniversalTime()], cancellationToken) > 0;
}
