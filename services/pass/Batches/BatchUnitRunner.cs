using Npgsql;
using Passinstance.Messaging.Outbox;
using Passinstance.Passes.Images;
using Passinstance.Passes.Passes;
using Passinstance.Persistence;
using Passinstance.Persistence.Auditing;
using Passinstance.Persistence.Bulk;
using Passinstance.Persistence.Transactions;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Batches;

/// <summary>
/// Executes a unit: its passes, its events, its results and its end are one transaction of a few statements, however many items it has.
/// </summary>
internal sealed class BatchUnitRunner(
    PassCommandContext context, BatchUnitStore store, UnitOfWork unitOfWork, IServiceProvider services)
{
    private const int MaxTries = 10;

    /// <returns>False when another worker has claimed the unit, or the batch was cancelled: nothing was done.</returns>
    internal async Task<bool> RunAsync(ClaimedUnit unit, CancellationToken cancellationToken)
    {
        var lines = BatchLine.ReadAll(unit.Items);
        // Templates are found before the transaction begins: none is open while another service is called.
        var templates = new BatchTemplates(context, unit.OrganizationId, isLastAttempt: unit.Attempts >= BatchLimits.MaxAttempts);
        var targets = await BatchTargets.FindAsync(context.Db, unit.OrganizationId, lines, templates, cancellationToken);
        var images = await context.Db.FindImagesAsync(
            unit.OrganizationId, lines.SelectMany(line => line.ImageIds()), keeps: !unit.IsDryRun, cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await RunOnceAsync(unit, lines, targets, templates, images, cancellationToken);
            }
            catch (Exception exception) when (attempt < MaxTries && IsRace(exception))
            {
                // Another request has taken one of the serial numbers meanwhile: now it is found.
                targets = await BatchTargets.FindAsync(context.Db, unit.OrganizationId, lines, templates, cancellationToken);
            }
        }
    }

    /// <summary>Stores only that every item of a unit failed.</summary>
    internal async Task FailAsync(ClaimedUnit unit, Problem problem, CancellationToken cancellationToken)
    {
        var execution = new BatchExecution(
            unit, context, new BatchTemplates(context, unit.OrganizationId, isLastAttempt: true), new BatchTargets([], []),
            KnownImages.None, OutboxBulk.Create(services));
        execution.Fail(BatchLine.ReadAll(unit.Items), problem);
        await using var transaction = await unitOfWork.BeginAsync(cancellationToken);
        if (!await store.LockAsync(unit, cancellationToken))
            return;
        await context.Db.CopyAsync(execution.Results, cancellationToken);
        await store.EndAsync(unit, execution.Counts, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Ends a batch whose units have all ended.</summary>
    internal async Task EndBatchAsync(Guid organizationId, Guid batchId, CancellationToken cancellationToken)
    {
        var db = context.Db;
        if (await db.HasOpenUnitsAsync(organizationId, batchId, cancellationToken))
            return;
        await using var transaction = await unitOfWork.BeginAsync(cancellationToken);
        var batch = await db.LockBatchAsync(organizationId, batchId, cancellationToken);
        if (batch.CompletedAt is not null)
            return;
        var counts = await db.CountAsync(batch, cancellationToken);
        batch.Complete(counts, context.Time);
        // One entry for all items: the passes of a million would be a million.
        using var audit = AuditScope.Begin(AuditActor.System, "completeBatch");
        audit.Counts = counts.ToAuditCounts();
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<bool> RunOnceAsync(
        ClaimedUnit unit, List<BatchLine> lines, BatchTargets targets, BatchTemplates templates, KnownImages images,
        CancellationToken cancellationToken)
    {
        var db = context.Db;
        var outbox = OutboxBulk.Create(services);
        var execution = new BatchExecution(unit, context, templates, targets, images, outbox);
        // Only rows that exist need a lock: without any, everything is prepared before the transaction begins.
        var locks = !unit.IsDryRun && targets.Ids.Length > 0;
        if (!locks)
        {
            execution.Load(await db.FindPassesAsync(unit.OrganizationId, targets.Ids, cancellationToken));
            await execution.RunAsync(lines, cancellationToken);
        }

        await using var transaction = await unitOfWork.BeginAsync(cancellationToken);
        if (!await store.LockAsync(unit, cancellationToken))
            return false;
        if (locks)
        {
            execution.Load(await db.LockPassesToChangeAsync(unit.OrganizationId, targets.Ids, cancellationToken));
            await execution.RunAsync(lines, cancellationToken);
        }

        if (!unit.IsDryRun)
        {
            await db.CopyAsync(execution.Created, cancellationToken);
            await db.UpdateManyAsync(execution.Changed, cancellationToken);
            await outbox.WriteAsync(db, cancellationToken);
            await db.ReleaseImagesAsync(unit.OrganizationId, execution.ReleasedImages(), cancellationToken);
        }

        await db.CopyAsync(execution.Results, cancellationToken);
        await store.EndAsync(unit, execution.Counts, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static bool IsRace(Exception exception) => PostgresErrors.IsUniqueViolation(exception)
        || (exception as PostgresException ?? exception.InnerException as PostgresException) is
        { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure };
}
