using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.Rendering;
using Passinstance.Passes.WorkBatches;
using Passinstance.Wallet;

namespace Passinstance.Passes.TemplateRollouts;

/// <summary>
/// Moves some passes of one template to its newest version, in one transaction that also holds the lock on the work: a process that is killed
/// leaves nothing half done and nothing claimed, and a pass that was moved names the new version, so it is never moved twice.
/// </summary>
internal sealed class TemplateRolloutBatch(PassesDbContext db, PassTemplates templates, TimeProvider time) : IWorkBatch
{
    public async Task<WorkBatchOutcome> RunAsync(CancellationToken cancellationToken)
    {
        if (await IWorkBatch.IsHeldAsync(db, cancellationToken))
            return WorkBatchOutcome.Held;

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var due = await db.TemplateRollouts.FromSql(
                $"SELECT * FROM template_rollouts WHERE available_at <= clock_timestamp() ORDER BY available_at LIMIT 1 FOR UPDATE SKIP LOCKED")
            .AsNoTracking().ToListAsync(cancellationToken);
        if (due is not [var work])
            return WorkBatchOutcome.Idle;

        try
        {
            if (await MovePassesAsync(work, cancellationToken) == 0)
                await EndAsync(work, cancellationToken);
            else
                await PutBackAsync(work, TimeSpan.Zero, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return WorkBatchOutcome.Done;
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or OutOfMemoryException))
        {
            // What one template's passes cannot bear must not hold up those of the others.
            await transaction.RollbackAsync(cancellationToken);
            await PutBackAsync(work, TimeSpan.FromMinutes(1), cancellationToken);
            throw;
        }
    }

    private Task<int> PutBackAsync(TemplateRollout work, TimeSpan pause, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $"UPDATE template_rollouts SET available_at = clock_timestamp() + {pause} WHERE organization_id = {work.OrganizationId} AND template_id = {work.TemplateId}", cancellationToken);

    private async Task<int> MovePassesAsync(TemplateRollout work, CancellationToken cancellationToken)
    {
        var template = await db.Templates.AsNoTracking()
            .Where(t => t.OrganizationId == work.OrganizationId && t.Id == work.TemplateId).Select(t => new { t.Version, t.Definition }).SingleOrDefaultAsync(cancellationToken);
        if (template is null)
            return 0;
        // Void passes stay what they are. Those that a request is changing right now are met again.
        var passes = await db.Passes.FromSql(
                $"""
                 SELECT * FROM passes
                 WHERE organization_id = {work.OrganizationId} AND template_id = {work.TemplateId} AND template_version < {template.Version} AND voided_at IS NULL
                 LIMIT {IWorkBatch.Size} FOR UPDATE SKIP LOCKED
                 """)
            .ToListAsync(cancellationToken);
        var definition = PassTemplates.Read(template.Definition);
        var google = passes.Exists(pass => pass.IsInGoogle)
            ? (await templates.FindVersionAsync(work.OrganizationId, work.TemplateId, template.Version, cancellationToken))?.Google
            : null;
        foreach (var pass in passes)
            pass.TemplateRollout(template.Version, WalletPassRules.Validate(definition, pass.Content.ToWalletPass(pass.SerialNumber)), google, time);
        await db.SaveChangesAsync(cancellationToken);
        return passes.Count;
    }

    // A pass whose issue began before the publication may be committed after the last chunk: the work stays for longer than a request lasts.
    private Task<int> EndAsync(TemplateRollout work, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $"""
             WITH ended AS (
                 DELETE FROM template_rollouts WHERE organization_id = {work.OrganizationId} AND template_id = {work.TemplateId}
                     AND requested_at < clock_timestamp() - interval '2 minutes' RETURNING template_id)
             UPDATE template_rollouts SET available_at = clock_timestamp() + interval '5 seconds'
             WHERE organization_id = {work.OrganizationId} AND template_id = {work.TemplateId} AND NOT EXISTS (SELECT FROM ended)
             """,
            cancellationToken);
}
