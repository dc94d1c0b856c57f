using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Passes;
using Passinstance.Passes.Persistence;

namespace Passinstance.Passes.TemplateRollouts;

/// <summary>The SQL of rollouts; all times are the database's.</summary>
internal sealed class TemplateRolloutStore(PassesDbContext db)
{
    /// <summary>Starts a rollout, or starts the one in progress again.</summary>
    internal Task RequestAsync(Guid organizationId, Guid templateId, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO template_rollouts (organization_id, template_id, requested_at, available_at)
             VALUES ({organizationId}, {templateId}, clock_timestamp(), clock_timestamp())
             ON CONFLICT (organization_id, template_id) DO UPDATE
             SET requested_at = excluded.requested_at, available_at = excluded.available_at, outdated = NULL, counted_at = NULL
             """,
            cancellationToken);

    /// <summary>The rollout that has waited longest, locked; null when none is due. Those that another replica holds are skipped.</summary>
    internal async Task<TemplateRollout?> LockDueAsync(CancellationToken cancellationToken)
    {
        // organization_id plays no part: one worker serves all organizations.
        var due = await db.TemplateRollouts
            .FromSql(
                $"""
                 SELECT * FROM template_rollouts WHERE available_at <= statement_timestamp()
                 ORDER BY available_at LIMIT 1 FOR UPDATE SKIP LOCKED
                 """)
            .AsNoTracking().ToListAsync(cancellationToken);
        return due is [var rollout] ? rollout : null;
    }

    /// <summary>
    /// Some passes of an older version, locked and not tracked. Void passes keep their version. A pass that a request is changing is
    /// skipped and found later.
    /// </summary>
    internal Task<List<Pass>> LockOutdatedPassesAsync(
        TemplateRollout rollout, int version, int limit, CancellationToken cancellationToken) =>
        db.Passes.FromSql(
            $"""
             SELECT * FROM passes
             WHERE organization_id = {rollout.OrganizationId} AND template_id = {rollout.TemplateId} AND template_version < {version}
                 AND voided_at IS NULL
             LIMIT {limit} FOR UPDATE SKIP LOCKED
             """).AsNoTracking().ToListAsync(cancellationToken);

    /// <summary>Records how many passes are left, and that they were counted now.</summary>
    internal Task RecordCountAsync(TemplateRollout rollout, int outdated, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $"""
             UPDATE template_rollouts SET outdated = {outdated}, counted_at = clock_timestamp()
             WHERE organization_id = {rollout.OrganizationId} AND template_id = {rollout.TemplateId}
             """,
            cancellationToken);

    /// <summary>Records that a batch has moved some passes.</summary>
    internal Task RecordMovedAsync(TemplateRollout rollout, int moved, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $"""
             UPDATE template_rollouts SET outdated = greatest(outdated - {moved}, 0)
             WHERE organization_id = {rollout.OrganizationId} AND template_id = {rollout.TemplateId}
             """,
            cancellationToken);

    /// <summary>Schedules the next batch.</summary>
    internal Task ScheduleAsync(TemplateRollout rollout, TimeSpan delay, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $"""
             UPDATE template_rollouts SET available_at = clock_timestamp() + {delay}
             WHERE organization_id = {rollout.OrganizationId} AND template_id = {rollout.TemplateId}
             """,
            cancellationToken);

    /// <summary>Ends a rollout that found no pass, or keeps it for a while.</summary>
    /// <remarks>
    /// A pass whose create began before the publication may be committed after the last batch, so a rollout looks again every 5 seconds
    /// until it is older than a request can last. <c>ended</c> deletes one that is; the outer statement schedules one that was not deleted.
    /// </remarks>
    internal Task EndAsync(TemplateRollout rollout, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $"""
             WITH ended AS (
                 DELETE FROM template_rollouts WHERE organization_id = {rollout.OrganizationId} AND template_id = {rollout.TemplateId}
                     AND requested_at < statement_timestamp() - interval '2 minutes' RETURNING template_id)
             UPDATE template_rollouts SET available_at = clock_timestamp() + interval '5 seconds'
             WHERE organization_id = {rollout.OrganizationId} AND template_id = {rollout.TemplateId} AND NOT EXISTS (SELECT FROM ended)
             """,
            cancellationToken);
}
