using Microsoft.EntityFrameworkCore;
using Passinstance.Messaging.Transactions;
using Passinstance.Passes.Passes;
using Passinstance.ServiceDefaults.Concurrency;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Json;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Batches;

/// <summary>Carries out one item by the verb that a request of its own would come to, and stores effect and result in one transaction.</summary>
internal sealed class BatchItemRunner(PassCommandContext work, RequestTransaction requestTransaction, TimeProvider time)
{
    /// <returns>False when the chunk is another worker's by now, or the batch was cancelled: nothing was done.</returns>
    internal async Task<bool> RunAsync(ClaimedItems chunk, PendingItem item, CancellationToken cancellationToken)
    {
        await using var transaction = requestTransaction.Hold();
        var outcome = await ApplyAsync(chunk.OrganizationId, BatchItemBody.Stored(item.Operation, item.Request), cancellationToken);
        if (!await RecordAsync(chunk, item, outcome, cancellationToken))
            return false;
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Stores only that the item failed.</summary>
    internal Task<bool> FailAsync(ClaimedItems chunk, PendingItem item, Problem problem, CancellationToken cancellationToken) =>
        RecordAsync(chunk, item, problem, cancellationToken);

    /// <summary>Ends a chunk whose items have all come to something, and with the last chunk the batch.</summary>
    internal async Task EndChunkAsync(ClaimedItems chunk, CancellationToken cancellationToken)
    {
        var db = work.Db;
        await using var transaction = await requestTransaction.BeginAsync(cancellationToken);
        var batch = await db.LockBatchAsync(chunk.OrganizationId, chunk.BatchId, cancellationToken);
        var ended = await db.Database.ExecuteSqlAsync(
            $"""
             UPDATE batch_units SET ended_at = clock_timestamp(), claim_id = NULL
             WHERE organization_id = {chunk.OrganizationId} AND batch_id = {chunk.BatchId} AND number = {chunk.Number} AND claim_id = {chunk.ClaimId}
             """, cancellationToken);
        if (ended == 1 && !await db.BatchUnits.AnyAsync(c => c.OrganizationId == batch.OrganizationId && c.BatchId == batch.Id && c.EndedAt == null, cancellationToken))
        {
            batch.Complete(await db.CountAsync(batch, cancellationToken), time);
            await db.SaveChangesAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<PassResult> ApplyAsync(Guid organizationId, BatchItemBody body, CancellationToken cancellationToken)
    {
        if (body.Operation == BatchOperation.Create)
            return await CreatePass.IssueAsync(body.ToIssueRequest(), organizationId, work, cancellationToken);

        var id = body.Target.Id;
        if (id is null)
        {
            var (found, refusal) = await FindAsync(organizationId, body, cancellationToken);
            if (refusal is not null)
                return refusal;
            id = found;
        }

        return body.Operation switch
        {
            BatchOperation.Update => await UpdatePass.UpdateAsync(id!, body.Members, IfMatch.Any, organizationId, work, cancellationToken),
            BatchOperation.Void => await VoidPass.VoidAsync(id!, IfMatch.Any, organizationId, work, cancellationToken),
            _ => await DeletePass.DeleteAsync(id!, IfMatch.Any, organizationId, work, cancellationToken),
        };
    }

    private async Task<(string? Id, Problem? Failure)> FindAsync(Guid organizationId, BatchItemBody body, CancellationToken cancellationToken)
    {
        var serialNumber = body.Target.SerialNumber;
        var query = work.Db.Passes.AsNoTracking().Where(p => p.OrganizationId == organizationId && p.SerialNumber == serialNumber);
        // Deleting twice is deleting once; for all else a deleted pass is none.
        if (body.Operation != BatchOperation.Delete)
            query = query.Where(p => p.DeletedAt == null);
        if (TypeId.TryParse(IdPrefixes.Template, body.Target.TemplateId, out var templateId))
            query = query.Where(p => p.TemplateId == templateId);
        var ids = await query.OrderBy(p => p.Id).Take(2).Select(p => p.Id).ToListAsync(cancellationToken);
        return ids.Count switch
        {
            0 => (null, Problem.Of(StatusCodes.Status404NotFound, "not_found", $"There is no pass with the serial number '{serialNumber}' in your organisation.")),
            1 => (TypeId.Format(IdPrefixes.Pass, ids[0]), null),
            _ => (null, Problem.Conflict("ambiguous_serial_number",
                $"Passes of several pass types have the serial number '{serialNumber}'. Name the pass by its id, or add its templateId.")),
        };
    }

    private async Task<bool> RecordAsync(ClaimedItems chunk, PendingItem item, PassResult outcome, CancellationToken cancellationToken)
    {
        var status = BatchWords.Of(outcome.Pass is null ? BatchItemStatus.Failed : BatchItemStatus.Succeeded);
        var error = outcome.Failure is { } refusal ? System.Text.Json.JsonSerializer.Serialize(BatchItemError.From(refusal), ApiJson.Options) : null;
        var passId = outcome.Pass?.Id;
        var word = outcome.Pass is null ? "" : BatchWords.Of(item.Operation);
        // Only an item that still waits, only for the claim that holds its chunk: else the effect goes with the transaction.
        return await work.Db.Database.ExecuteSqlAsync(
            $"""
             WITH chunk AS (
                 SELECT FROM batch_units
                 WHERE organization_id = {chunk.OrganizationId} AND batch_id = {chunk.BatchId} AND number = {chunk.Number} AND claim_id = {chunk.ClaimId} FOR UPDATE),
             item AS (
                 UPDATE batch_items SET status = {status}, pass_id = coalesce({passId}, pass_id), error = {error}::json, request = NULL
                 WHERE organization_id = {chunk.OrganizationId} AND batch_id = {chunk.BatchId} AND index = {item.Index} AND status = 'pending'
                     AND EXISTS (SELECT FROM chunk) RETURNING 1)
             UPDATE batch_units SET created = created + ({word} = 'create')::int, updated = updated + ({word} = 'update')::int, voided = voided + ({word} = 'void')::int,
                    deleted = deleted + ({word} = 'delete')::int, failed = failed + ({word} = '')::int
             WHERE organization_id = {chunk.OrganizationId} AND batch_id = {chunk.BatchId} AND number = {chunk.Number} AND EXISTS (SELECT FROM item)
             """, cancellationToken) == 1;
    }
}
