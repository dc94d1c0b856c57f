using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Passes;
using Passinstance.Persistence.Transactions;
using Passinstance.ServiceDefaults.Concurrency;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Batches;

/// <summary>Executes one item with the command that a single request would use, and stores effect and result in one transaction.</summary>
internal sealed class BatchItemRunner(PassCommandContext context, BatchItemStore store, UnitOfWork unitOfWork)
{
    /// <returns>False when another worker has claimed the unit, or the batch was canceled: nothing was done.</returns>
    internal async Task<bool> RunAsync(ClaimedUnit unit, PendingItem item, CancellationToken cancellationToken)
    {
        // Deferred: no transaction is open while the template service is called.
        await using var transaction = unitOfWork.Defer();
        var result = await ExecuteAsync(unit.OrganizationId, BatchItemBody.FromStored(item.Operation, item.Request), cancellationToken);
        if (!await store.RecordAsync(unit, item, result, cancellationToken))
            return false;
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Stores only that the item failed.</summary>
    internal Task<bool> FailAsync(ClaimedUnit unit, PendingItem item, Problem problem, CancellationToken cancellationToken) =>
        store.RecordAsync(unit, item, problem, cancellationToken);

    /// <summary>Ends a unit whose items all have a result, and with the last unit the batch.</summary>
    internal async Task EndUnitAsync(ClaimedUnit unit, CancellationToken cancellationToken)
    {
        var db = context.Db;
        await using var transaction = await unitOfWork.BeginAsync(cancellationToken);
        var batch = await db.LockBatchAsync(unit.OrganizationId, unit.BatchId, cancellationToken);
        if (await store.EndUnitAsync(unit, cancellationToken) && !await db.HasOpenUnitsAsync(batch, cancellationToken))
        {
            batch.Complete(await db.CountAsync(batch, cancellationToken), context.Time);
            await db.SaveChangesAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<PassResult> ExecuteAsync(Guid organizationId, BatchItemBody body, CancellationToken cancellationToken)
    {
        if (body.Operation == BatchOperation.Create)
            return await CreatePass.CreateAsync(body.ToCreateRequest(), organizationId, context, cancellationToken);

        var id = body.Target.Id;
        if (id is null)
        {
            var (found, failure) = await FindAsync(organizationId, body, cancellationToken);
            if (failure is not null)
                return failure;
            id = found;
        }

        return body.Operation switch
        {
            BatchOperation.Update =>
                await UpdatePass.UpdateAsync(id!, body.Members, IfMatch.Any, organizationId, context, cancellationToken),
            BatchOperation.Void => await VoidPass.VoidAsync(id!, IfMatch.Any, organizationId, context, cancellationToken),
            _ => await DeletePass.DeleteAsync(id!, IfMatch.Any, organizationId, context, cancellationToken),
        };
    }

    private async Task<(string? Id, Problem? Failure)> FindAsync(
        Guid organizationId, BatchItemBody body, CancellationToken cancellationToken)
    {
        var serialNumber = body.Target.SerialNumber;
        var query = context.Db.Passes.AsNoTracking().Where(p => p.OrganizationId == organizationId && p.SerialNumber == serialNumber);
        // Delete is idempotent; for the other operations a deleted pass does not exist.
        if (body.Operation != BatchOperation.Delete)
            query = query.Where(p => p.DeletedAt == null);
        if (TypeId.TryParse(IdPrefixes.Template, body.Target.TemplateId, out var templateId))
            query = query.Where(p => p.TemplateId == templateId);
        var ids = await query.OrderBy(p => p.Id).Take(2).Select(p => p.Id).ToListAsync(cancellationToken);
        return ids.Count switch
        {
            0 => (null, Problem.Of(StatusCodes.Status404NotFound, "not_found",
                $"There is no pass with the serial number '{serialNumber}' in your organization.")),
            1 => (TypeId.Format(IdPrefixes.Pass, ids[0]), null),
            _ => (null, Problem.Conflict("ambiguous_serial_number",
                $"Passes of several pass types have the serial number '{serialNumber}'. Name the pass by its id, or add its templateId.")),
        };
    }
}
