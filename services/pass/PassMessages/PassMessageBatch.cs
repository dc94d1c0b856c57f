using Microsoft.EntityFrameworkCore;
using Passinstance.Contracts.V1;
using Passinstance.Passes.Batches;
using Passinstance.Passes.Passes;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.Rendering;
using Passinstance.Passes.WorkBatches;

namespace Passinstance.Passes.PassMessages;

/// <summary>
/// Writes a message into some passes, in one transaction that also moves on the run's place and holds the lock on it: a process that is killed
/// leaves nothing half done and nothing claimed, and no pass gets a message twice.
/// </summary>
internal sealed class PassMessageBatch(PassesDbContext db, PassTemplates templates, TimeProvider time) : IWorkBatch
{
    public async Task<WorkBatchOutcome> RunAsync(CancellationToken cancellationToken)
    {
        if (await IWorkBatch.IsHeldAsync(db, cancellationToken))
            return WorkBatchOutcome.Held;

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // Organisations take turns, however many messages each of them sends.
        var due = await db.PassMessageJobs.FromSql(
                $"""
                 SELECT r.* FROM pass_message_jobs r WHERE r.ended_at IS NULL AND r.request IS NOT NULL AND r.available_at <= clock_timestamp()
                 ORDER BY (SELECT max(s.served_at) FROM pass_message_jobs s WHERE s.organization_id = r.organization_id) NULLS FIRST, r.served_at NULLS FIRST
                 LIMIT 1 FOR UPDATE OF r SKIP LOCKED
                 """)
            .ToListAsync(cancellationToken);
        if (due is not [var run])
            return WorkBatchOutcome.Idle;

        try
        {
            await WritePassesAsync(run, run.Request!, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return WorkBatchOutcome.Done;
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or OutOfMemoryException))
        {
            // What one message's passes cannot bear must not hold up the others.
            await transaction.RollbackAsync(cancellationToken);
            await db.Database.ExecuteSqlAsync(
                $"UPDATE pass_message_jobs SET available_at = clock_timestamp() + interval '1 minute' WHERE organization_id = {run.OrganizationId} AND notification_id = {run.NotificationId}", cancellationToken);
            throw;
        }
    }

    private async Task WritePassesAsync(PassMessageJob run, PushNotificationRequested request, CancellationToken cancellationToken)
    {
        var target = request.Target;
        if (run.IsCancelled)
        {
            run.End(null, null, time);
            return;
        }

        var named = await NamedAsync(run.OrganizationId, target, cancellationToken);
        var wanted = Wanted(run, target, named);
        var total = run.Total ?? await wanted.CountAsync(cancellationToken);
        if (total == 0)
        {
            run.End(target.PassIds?.Count, await RefusalAsync(run.OrganizationId, target, named, cancellationToken), time);
            return;
        }

        var next = run.LastPassId is { } last ? wanted.Where(p => p.Id > last) : wanted;
        var ids = await next.OrderBy(p => p.Id).Take(IWorkBatch.Size).Select(p => p.Id).ToArrayAsync(cancellationToken);
        if (ids.Length > 0)
        {
            var texts = new PassMessageTexts(request);
            var passes = await Pass.LockAsync(db, run.OrganizationId, ids, cancellationToken);
            var targeted = 0;
            // One that was withdrawn since it was found is left alone.
            foreach (var pass in passes.Where(pass => pass.VoidedAt is null))
            {
                pass.SetMessage(texts.For(pass), await templates.FindGoogleAsync(pass, cancellationToken), time);
                targeted++;
            }

            run.Advance(ids[^1], targeted, total, time);
        }

        if (ids.Length < IWorkBatch.Size)
            run.End(target.PassIds?.Count, null, time);
    }

    private IQueryable<Pass> Wanted(PassMessageJob run, PushNotificationTarget target, IReadOnlyCollection<Guid>? named)
    {
        var filter = new PassFilter
        {
            Status = target.Status switch { "active" => PassStatus.Active, "expired" => PassStatus.Expired, _ => null },
            TemplateId = target.TemplateId,
            SerialNumber = target.SerialNumber,
            CreatedAfter = target.CreatedAfter,
            CreatedBefore = target.CreatedBefore,
        };
        var passes = filter.Of(db.Passes, run.OrganizationId, run.RequestedAt).Where(p => p.VoidedAt == null);
        return named is null ? passes.Where(p => p.CreatedAt <= run.RequestedAt) : passes.Where(p => named.Contains(p.Id));
    }

    private async Task<IReadOnlyCollection<Guid>?> NamedAsync(Guid organizationId, PushNotificationTarget target, CancellationToken cancellationToken) =>
        target.BundleId is not { } bundleId
            ? target.PassIds
            : await db.Bundles.Where(b => b.OrganizationId == organizationId && b.Id == bundleId && b.DeletedAt == null)
                .SelectMany(b => b.Passes).Select(p => p.PassId).ToListAsync(cancellationToken);

    // What another organisation has is answered like what nobody has.
    private async Task<string?> RefusalAsync(Guid organizationId, PushNotificationTarget target, IReadOnlyCollection<Guid>? named, CancellationToken cancellationToken)
    {
        if (target.PassIds is not null)
            return "unknown_passes";
        if (target.BundleId is not null)
            return named is { Count: 0 } ? "unknown_bundle" : null;
        return target.TemplateId is { } template && !await db.Templates.AnyAsync(t => t.OrganizationId == organizationId && t.Id == template, cancellationToken)
            ? "unknown_template"
            : null;
    }
}
