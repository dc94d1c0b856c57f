using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;

namespace Passinstance.Passes.WorkBatches;

/// <summary>What a round of a <see cref="IWorkBatch"/> found to do.</summary>
internal enum WorkBatchOutcome
{
    /// <summary>Passes were changed; there may be more.</summary>
    Done,
    /// <summary>Nothing is due now.</summary>
    Idle,
    /// <summary>Events of earlier passes wait to be published; those of users come first.</summary>
    Held,
}

/// <summary>
/// Changes some of the passes that a long piece of work is about, in one transaction that also holds the lock on the work and notes how far it came: a process
/// that is killed leaves nothing half done and nothing claimed.
/// </summary>
internal interface IWorkBatch
{
    /// <summary>Passes of a transaction: few enough for short locks and little memory.</summary>
    internal const int Size = 100;

    private const int MaxWaitingEvents = 2000;

    /// <summary>Changes some passes of the work that is due next.</summary>
    Task<WorkBatchOutcome> RunAsync(CancellationToken cancellationToken);

    /// <summary>Whether work must wait: a change of a million passes must not put a million events before those of users, whosever they are (organization_id plays no part in it).</summary>
    internal static async Task<bool> IsHeldAsync(PassesDbContext db, CancellationToken cancellationToken) =>
        await db.Database.SqlQuery<int>($"SELECT count(*)::int AS \"Value\" FROM (SELECT FROM outbox_messages LIMIT {MaxWaitingEvents}) o").SingleAsync(cancellationToken) == MaxWaitingEvents;
}
