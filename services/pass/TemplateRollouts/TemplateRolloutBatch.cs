using Microsoft.EntityFrameworkCore;
using Passinstance.Messaging.Outbox;
using Passinstance.Passes.Passes;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.Rendering;
using Passinstance.Persistence.Bulk;
using Passinstance.Persistence.Transactions;
using Passinstance.Wallet;

namespace Passinstance.Passes.TemplateRollouts;

/// <summary>
/// Moves some passes of one template to its newest version, with one statement for the passes and one for their events. A moved pass names
/// the new version, so none is moved twice.
/// </summary>
internal sealed class TemplateRolloutBatch(
    PassesDbContext db, TemplateRolloutStore store, TemplatePassCounts counts, PassTemplates templates, UnitOfWork unitOfWork,
    IServiceProvider services, TimeProvider time) : IWorkBatch
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMinutes(1);

    // Between two counts, passes that a request changes or voids are not subtracted.
    private static readonly TimeSpan CountInterval = TimeSpan.FromMinutes(1);

    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        TemplateRollout? rollout = null;
        try
        {
            await using var transaction = await unitOfWork.BeginAsync(cancellationToken);
            rollout = await store.LockDueAsync(cancellationToken);
            if (rollout is null)
                return false;
            if (await MovePassesAsync(rollout, cancellationToken) == 0)
                await store.EndAsync(rollout, cancellationToken);
            else
                await store.ScheduleAsync(rollout, TimeSpan.Zero, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return true;
        }
        catch (Exception exception) when (rollout is not null && exception is not (OperationCanceledException or OutOfMemoryException))
        {
            // The transaction was rolled back. One template's passes must not hold up those of the others.
            await store.ScheduleAsync(rollout, RetryDelay, cancellationToken);
            throw;
        }
    }

    private async Task<int> MovePassesAsync(TemplateRollout rollout, CancellationToken cancellationToken)
    {
        var (organizationId, templateId) = (rollout.OrganizationId, rollout.TemplateId);
        var newest = await db.TemplateVersions.AsNoTracking()
            .Where(v => v.OrganizationId == organizationId && v.TemplateId == templateId).OrderByDescending(v => v.Version)
            .Select(v => new { v.Version, v.Definition }).FirstOrDefaultAsync(cancellationToken);
        if (newest is null)
            return 0;
        if (rollout.CountedAt is not { } counted || time.GetUtcNow() - counted > CountInterval)
        {
            var outdated = await counts.CountOutdatedAsync(organizationId, templateId, newest.Version, int.MaxValue, cancellationToken);
            await store.RecordCountAsync(rollout, outdated, cancellationToken);
        }

        var passes = await store.LockOutdatedPassesAsync(rollout, newest.Version, IWorkBatch.Size, cancellationToken);
        var definition = PassTemplates.ReadDefinition(newest.Definition);
        var google = passes.Exists(pass => pass.IsInGoogle)
            ? (await templates.FindVersionAsync(organizationId, templateId, newest.Version, cancellationToken))?.Google
            : null;
        var outbox = OutboxBulk.Create(services);
        foreach (var pass in passes)
        {
            var findings = WalletPassRules.ValidateMoved(definition, pass.Content.ToWalletPass(pass.SerialNumber));
            pass.RollOut(newest.Version, findings, google, time);
            outbox.Add(pass);
        }

        await db.UpdateManyAsync(passes, cancellationToken);
        await outbox.WriteAsync(db, cancellationToken);
        await store.RecordMovedAsync(rollout, passes.Count, cancellationToken);
        return passes.Count;
    }
}
