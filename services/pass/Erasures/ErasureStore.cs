using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;

namespace Passinstance.Passes.Erasures;

/// <summary>The SQL of erasures, in the caller's transaction.</summary>
internal sealed class ErasureStore(PassesDbContext db)
{
    /// <summary>
    /// How long devices that were pushed have to fetch the empty pass before their registrations are removed. A device that is away for
    /// longer keeps what it shows until it asks again, which it can without a registration.
    /// </summary>
    internal static readonly TimeSpan Fetching = TimeSpan.FromSeconds(20);

    // Each removes one kind of row about $2 of the organization $1. Serial numbers are found before anything is removed.
    internal static readonly (string Name, string Sql)[] Removals =
    [
        // A picture that another holder's pass has, too, is none of this holder.
        ("images", """
            DELETE FROM uploaded_images i WHERE i.organization_id = $1
                AND i.id IN (
                    SELECT image::uuid FROM passes p, jsonb_array_elements_text(p.image_ids) image
                    WHERE p.organization_id = $1 AND p.id = ANY($2) AND p.image_ids IS NOT NULL)
                AND NOT EXISTS (
                    SELECT FROM passes o WHERE o.organization_id = $1 AND o.id <> ALL($2) AND o.image_ids @> to_jsonb(i.id::text))
            """),
        ("personalizations", "DELETE FROM personalizations WHERE organization_id = $1 AND pass_id = ANY($2)"),
        ("deviceLogs", """
            DELETE FROM device_logs l WHERE l.organization_id = $1 AND EXISTS (
                SELECT FROM passes p WHERE p.organization_id = $1 AND p.id = ANY($2) AND position(p.serial_number IN l.message) > 0)
            """),
        ("registrations", "DELETE FROM device_registrations WHERE organization_id = $1 AND pass_id = ANY($2)"),
        ("devices", """
            DELETE FROM devices d WHERE d.organization_id = $1 AND NOT EXISTS (
                SELECT FROM device_registrations r WHERE r.organization_id = d.organization_id AND r.device_id = d.id)
            """),
        ("batchItems", """
            UPDATE batch_items i SET error = NULL WHERE i.organization_id = $1 AND i.error IS NOT NULL AND (
                i.pass_id = ANY($2) OR i.serial_number IN (
                    SELECT p.serial_number FROM passes p WHERE p.organization_id = $1 AND p.id = ANY($2)))
            """),
        ("messages", """
            UPDATE pass_message_jobs j SET request = jsonb_set(j.request::jsonb, '{message}', '{"header":"","body":""}')::json
            WHERE j.organization_id = $1 AND json_typeof(j.request -> 'target' -> 'passIds') = 'array'
                AND NOT EXISTS (
                    SELECT FROM json_array_elements_text(j.request -> 'target' -> 'passIds') t WHERE t::uuid <> ALL($2))
            """),
        ("events", OldEvents("outbox_history")),
        ("events", OldEvents("outbox_dead_letters")),
        ("events", OldEvents("outbox_messages")),
        ("usage", "DELETE FROM pass_usage WHERE organization_id = $1 AND pass_id = ANY($2)"),
    ];

    // The events of the version that is void and empty stay: they hold nothing, and the wallets are to receive them.
    private static string OldEvents(string table) => $"""
        DELETE FROM {table} o USING passes p WHERE o.organization_id = $1 AND p.organization_id = $1 AND p.id = ANY($2)
            AND o.aggregate_id = p.id AND o.aggregate_version < p.version
        """;

    /// <summary>The erasure that has waited longest, locked; null when none is due. Those that another replica holds are skipped.</summary>
    internal async Task<Erasure?> LockDueAsync(CancellationToken cancellationToken)
    {
        // organization_id plays no part: one worker serves all organizations.
        var due = await db.Erasures
            .FromSql(
                $"""
                 SELECT * FROM erasures WHERE available_at <= statement_timestamp() ORDER BY available_at LIMIT 1 FOR UPDATE SKIP LOCKED
                 """)
            .ToListAsync(cancellationToken);
        return due is [var erasure] ? erasure : null;
    }

    /// <summary>One erasure, locked; null when it does not exist.</summary>
    internal async Task<Erasure?> LockAsync(Guid organizationId, Guid id, CancellationToken cancellationToken)
    {
        var found = await db.Erasures
            .FromSql($"SELECT * FROM erasures WHERE organization_id = {organizationId} AND id = {id} FOR UPDATE")
            .ToListAsync(cancellationToken);
        return found is [var erasure] ? erasure : null;
    }

    /// <summary>Puts the next step off.</summary>
    internal Task DelayAsync(Erasure erasure, TimeSpan delay, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync(
        $"""
         UPDATE erasures SET available_at = clock_timestamp() + {delay}
         WHERE organization_id = {erasure.OrganizationId} AND id = {erasure.Id} AND available_at IS NOT NULL
         """,
        cancellationToken);
}
