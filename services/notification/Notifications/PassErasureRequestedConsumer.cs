using MassTransit;
using Microsoft.EntityFrameworkCore;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Erasure;
using Passinstance.Notifications.Persistence;
using Passinstance.Persistence.Idempotency;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Notifications.Notifications;

/// <summary>
/// Erases what is known of the holders of passes: their devices, the messages to them, and what Google had before the empty object. The
/// object itself stays until Google has it.
/// </summary>
internal sealed class PassErasureRequestedConsumer(NotificationsDbContext db, ErasedResponse erased, TimeProvider time)
    : IConsumer<PassErasureRequested>
{
    // The text to no one but them may be personal.
    private const string IsToThemOnly = """
        n.organization_id = $1 AND json_typeof(n.target -> 'passIds') = 'array'
            AND NOT EXISTS (SELECT FROM json_array_elements_text(n.target -> 'passIds') t WHERE t <> ALL($4))
        """;

    private static readonly (string Name, string Sql)[] Removals =
    [
        // A push names no pass: it goes when no pass is left for which the device is registered.
        ("pushes", """
            DELETE FROM apple_pushes p USING push_registrations r
            WHERE p.organization_id = $1 AND r.organization_id = $1 AND r.pass_id = ANY($2) AND r.push_token = p.push_token
                AND NOT EXISTS (SELECT FROM push_registrations o WHERE o.organization_id = $1 AND o.push_token = p.push_token
                    AND NOT o.pass_id = ANY($2))
            """),
        // The row of an ended registration stays for a while, so that an older event is recognized.
        ("registrations", """
            UPDATE push_registrations SET push_token = NULL, changed_at = clock_timestamp()
            WHERE organization_id = $1 AND pass_id = ANY($2) AND push_token IS NOT NULL
            """),
        ("notifiedDevices", "DELETE FROM notification_devices WHERE organization_id = $1 AND pass_id = ANY($2)"),
        ("googleMessages", "DELETE FROM google_messages WHERE organization_id = $1 AND pass_id = ANY($2)"),
        // Without it the object is replaced and not patched.
        ("googleObjects", """
            UPDATE google_objects SET sent = NULL
            WHERE organization_id = $1 AND pass_id = ANY($2) AND sent IS NOT NULL AND sent_version < wanted_version
            """),
        ("events", $"DELETE FROM outbox_history o USING push_notifications n WHERE {IsToThemOnly} AND o.aggregate_id = n.id"),
        ("notifications", $$"""
            UPDATE push_notifications n SET text = '{"title":"","message":""}', localized = NULL WHERE {{IsToThemOnly}}
            """),
    ];

    public async Task Consume(ConsumeContext<PassErasureRequested> context)
    {
        var (request, cancellationToken) = (context.Message, context.CancellationToken);
        var counts = await db.EraseAsync(
            Removals, request.OrganizationId, request.PassIds, request.EmptyingSince, cancellationToken);
        counts["responses"] = await EraseResponsesAsync(request, cancellationToken);
        db.Publish(
            new PassDevicesErased
            {
                EventId = TypeId.NewGuid(time),
                OrganizationId = request.OrganizationId,
                ErasureId = request.ErasureId,
                Counts = counts,
                OccurredAt = time.GetUtcNow(),
            }, request.ErasureId);
    }

    private async Task<long> EraseResponsesAsync(PassErasureRequested request, CancellationToken cancellationToken)
    {
        var passes = request.PassIds.Select(id => TypeId.Format(IdPrefixes.Pass, id)).ToArray();
        var notifications = await db.PushNotifications
            .FromSql($"""
                SELECT n.* FROM push_notifications n
                WHERE n.organization_id = {request.OrganizationId}
                    AND json_typeof(n.target -> 'passIds') = 'array'
                    AND NOT EXISTS (SELECT FROM json_array_elements_text(n.target -> 'passIds') t WHERE t <> ALL({passes}))
                """).AsNoTracking().Select(n => n.Id).ToListAsync(cancellationToken);
        return await db.EraseResponsesAsync(
            request.OrganizationId, [.. notifications.Select(id => TypeId.Format(IdPrefixes.Notification, id))],
            erased.SealFor(request.OrganizationId), cancellationToken);
    }
}
