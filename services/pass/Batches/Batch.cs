using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Messaging.Outbox;
using Passinstance.Persistence.Auditing;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Passes.Batches;

internal enum BatchDomainEvent
{
    Ended,
}

/// <summary>How far a batch is.</summary>
public enum BatchStatus
{
    /// <summary>Taken in; nothing is done yet.</summary>
    Pending,
    /// <summary>In progress.</summary>
    Running,
    /// <summary>Every item was done or has failed.</summary>
    Completed,
    /// <summary>Stopped by its owner; what was done until then stays done.</summary>
    Cancelled,
}

/// <summary>What to do with a pass.</summary>
public enum BatchOperation
{
    /// <summary>Issue it.</summary>
    Create,
    /// <summary>Change it.</summary>
    Update,
    /// <summary>Withdraw it.</summary>
    Void,
    /// <summary>Remove it.</summary>
    Delete,
    /// <summary>Send its holder a message.</summary>
    Notify,
}

/// <summary>What became of an item.</summary>
public enum BatchItemStatus
{
    /// <summary>It waits.</summary>
    Pending,
    /// <summary>It was done.</summary>
    Succeeded,
    /// <summary>It was refused; its error says why.</summary>
    Failed,
    /// <summary>The batch was cancelled before its turn.</summary>
    Cancelled,
}

/// <summary>Number of items by result.</summary>
/// <param name="Created">Passes created.</param>
/// <param name="Updated">Passes updated.</param>
/// <param name="Voided">Passes voided.</param>
/// <param name="Deleted">Passes deleted.</param>
/// <param name="Failed">Items that failed.</param>
/// <param name="Cancelled">Items that were cancelled before they started.</param>
/// <param name="Notified">Passes whose holder received a message.</param>
public readonly record struct BatchCounts(
    int Created, int Updated, int Voided, int Deleted, int Failed, int Cancelled, int Notified)
{
    internal int Succeeded => Created + Updated + Voided + Deleted + Notified;

    internal int Done => Succeeded + Failed;

    /// <summary>The counts that are not zero, by the names of the API.</summary>
    internal IReadOnlyDictionary<string, long> ToAuditCounts() => new Dictionary<string, long>
    {
        ["created"] = Created,
        ["updated"] = Updated,
        ["voided"] = Voided,
        ["deleted"] = Deleted,
        ["notified"] = Notified,
        ["failed"] = Failed,
    }.Where(count => count.Value > 0).ToDictionary();
}

/// <summary>Many operations on passes in one request, executed in the background.</summary>
[Audited(IdPrefixes.Batch)]
internal sealed class Batch : Aggregate<BatchDomainEvent>, IAggregate
{
    public Guid OrganizationId { get; private init; }

    public Guid Id { get; private init; }

    public BatchStatus Status { get; private set; }

    /// <summary>Every item is validated and nothing is changed.</summary>
    public bool IsDryRun { get; private init; }

    /// <summary>Known once all items were received.</summary>
    public int Total { get; private set; }

    /// <summary>Set at the end; until then the units count.</summary>
    public int Created { get; private set; }

    public int Updated { get; private set; }

    public int Voided { get; private set; }

    public int Deleted { get; private set; }

    public int Failed { get; private set; }

    public int Cancelled { get; private set; }

    public int Notified { get; private set; }

    public int Version { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>When all items were stored; until then the batch does not exist for its owner, and nothing of it is executed.</summary>
    public DateTimeOffset? ReceivedAt { get; private set; }

    /// <summary>When one of its units was claimed last: batches of an organization take turns.</summary>
    public DateTimeOffset? ServedAt { get; private init; }

    public DateTimeOffset? StartedAt { get; private set; }

    public DateTimeOffset? CompletedAt { get; private set; }

    internal BatchCounts Counts => new(Created, Updated, Voided, Deleted, Failed, Cancelled, Notified);

    internal static Batch Start(Guid organizationId, bool isDryRun, TimeProvider time)
    {
        var now = time.GetUtcNow();
        return new Batch
        {
            OrganizationId = organizationId,
            Id = Guid.CreateVersion7(now),
            IsDryRun = isDryRun,
            Version = 1,
            CreatedAt = now,
        };
    }

    /// <summary>All items are stored.</summary>
    internal void Receive(int total, TimeProvider time) => (Total, ReceivedAt) = (total, time.GetUtcNow());

    /// <summary>Ends it: every item has a result.</summary>
    internal void Complete(BatchCounts counts, TimeProvider time) => End(BatchStatus.Completed, counts, time);

    /// <summary>Ends it: items without a result are canceled.</summary>
    internal void Cancel(BatchCounts counts, TimeProvider time) =>
        End(BatchStatus.Cancelled, counts with { Cancelled = Total - counts.Done }, time);

    private void End(BatchStatus status, BatchCounts counts, TimeProvider time)
    {
        Status = status;
        (Created, Updated, Voided, Deleted, Failed, Cancelled, Notified) =
            (counts.Created, counts.Updated, counts.Voided, counts.Deleted, counts.Failed, counts.Cancelled, counts.Notified);
        // As the database keeps it, so that the rate is the same for every reader.
        var now = time.GetUtcNow();
        CompletedAt = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        Version++;
        Raise(BatchDomainEvent.Ended);
    }
}

internal sealed class BatchConfiguration : IEntityTypeConfiguration<Batch>
{
    public void Configure(EntityTypeBuilder<Batch> builder)
    {
        builder.ToTable("batches");
        builder.HasKey(b => new { b.OrganizationId, b.Id });
        builder.Ignore(b => b.Counts);
        builder.Property(b => b.Version).IsConcurrencyToken();
        builder.HasIndex(b => b.CompletedAt, "ix_batches_ended").HasFilter("completed_at IS NOT NULL");
        // Batches to claim units of, and to end.
        builder.HasIndex(b => new { b.OrganizationId, b.ServedAt, b.Id }, "ix_batches_open")
            .HasFilter("completed_at IS NULL AND received_at IS NOT NULL");
        builder.HasIndex(b => b.CreatedAt, "ix_batches_unreceived").HasFilter("received_at IS NULL");
        builder.Property(b => b.IsDryRun).HasDefaultValue(false);
        builder.Property(b => b.Notified).HasDefaultValue(0);
    }
}
