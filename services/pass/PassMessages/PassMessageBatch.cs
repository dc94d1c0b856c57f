using Microsoft.EntityFrameworkCore;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Outbox;
using Passinstance.Passes.Passes;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.Rendering;
using Passinstance.Persistence.Bulk;
using Passinstance.Persistence.Transactions;

namespace Passinstance.Passes.PassMessages;

/// <summary>
/// Writes a message into some passes, with one statement for the passes and one for their events, and moves the job's position in the same
/// transaction: no pass gets a message twice.
/// </summary>
internal sealed class PassMessageBatch(
    PassesDbContext db, PassMessageJobStore store, PassTemplates templates, UnitOfWork unitOfWork, IServiceProvider services,
    TimeProvider time) : IWorkBatch
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMinutes(1);

    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        PassMessageJob? job = null;
        try
        {
            await using var transaction = await unitOfWork.BeginAsync(cancellationToken);
            job = await store.LockDueAsync(cancellationToken);
            if (job is null)
                return false;
            await WritePassesAsync(job, job.Request!, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return true;
        }
        catch (Exception exception) when (job is not null && exception is not (OperationCanceledException or OutOfMemoryException))
        {
            // The transaction was rolled back. One message's passes must not hold up the other messages.
            await store.PostponeAsync(job, RetryDelay, cancellationToken);
            throw;
        }
    }

    private async Task WritePassesAsync(PassMessageJob job, PushNotificationRequested request, CancellationToken cancellationToken)
    {
        var target = request.Target;
        if (job.IsCancelled)
        {
            job.End(null, null, time);
            return;
        }

        var named = await FindNamedAsync(job.OrganizationId, target, cancellationToken);
        var targeted = Targeted(job, target, named);
        var total = job.Total ?? await targeted.CountAsync(cancellationToken);
        if (total == 0)
        {
            job.End(target.PassIds?.Count, await FindReasonAsync(job.OrganizationId, target, named, cancellationToken), time);
            return;
        }

        var next = job.LastPassId is { } last ? targeted.Where(p => p.Id > last) : targeted;
        var ids = await next.OrderBy(p => p.Id).Take(IWorkBatch.Size).Select(p => p.Id).ToArrayAsync(cancellationToken);
        if (ids.Length > 0)
            job.Advance(ids[^1], await SetMessagesAsync(job.OrganizationId, ids, request, cancellationToken), total, time);
        if (ids.Length < IWorkBatch.Size)
            job.End(target.PassIds?.Count, null, time);
    }

    private async Task<int> SetMessagesAsync(
        Guid organizationId, Guid[] ids, PushNotificationRequested request, CancellationToken cancellationToken)
    {
        var texts = new PassMessageTexts(request.Message, request.NotificationId);
        var outbox = OutboxBulk.Create(services);
        var passes = await db.LockPassesToChangeAsync(organizationId, ids, cancellationToken);
        // A pass that was voided since it was found gets no message.
        passes.RemoveAll(pass => pass.VoidedAt is not null);
        foreach (var pass in passes)
        {
            pass.SetMessage(texts.For(pass), await templates.FindGoogleAsync(pass, cancellationToken), time);
            outbox.Add(pass);
        }

        await db.UpdateManyAsync(passes, cancellationToken);
        await outbox.WriteAsync(db, cancellationToken);
        return passes.Count;
    }

    private IQueryable<Pass> Targeted(PassMessageJob job, PushNotificationTarget target, IReadOnlyCollection<Guid>? named)
    {
        var filter = new PassFilter
        {
            Status = target.Status switch { "active" => PassStatus.Active, "expired" => PassStatus.Expired, _ => null },
            TemplateId = target.TemplateId,
            SerialNumber = target.SerialNumber,
            CreatedAfter = target.CreatedAfter,
            CreatedBefore = target.CreatedBefore,
        };
        var passes = filter.Apply(db.Passes, job.OrganizationId, job.RequestedAt).Where(p => p.VoidedAt == null);
        return named is null ? passes.Where(p => p.CreatedAt <= job.RequestedAt) : passes.Where(p => named.Contains(p.Id));
    }

    private async Task<IReadOnlyCollection<Guid>?> FindNamedAsync(
        Guid organizationId, PushNotificationTarget target, CancellationToken cancellationToken) =>
        target.BundleId is { } bundleId
            ? await db.PassIdsOfBundle(organizationId, bundleId).ToListAsync(cancellationToken) : target.PassIds;

    // The same for what another organization has and for what does not exist.
    private async Task<string?> FindReasonAsync(
        Guid organizationId, PushNotificationTarget target, IReadOnlyCollection<Guid>? named, CancellationToken cancellationToken)
    {
        if (target.PassIds is not null)
            return "unknown_passes";
        if (target.BundleId is not null)
            return named is { Count: 0 } ? "unknown_bundle" : null;
        return target.TemplateId is { } template &&
               !await db.Templates.AnyAsync(t => t.OrganizationId == organizationId && t.Id == template, cancellationToken)
            ? "unknown_template"
            : null;
    }
}
