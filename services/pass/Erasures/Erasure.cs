using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Messaging.Outbox;
using Passinstance.Persistence.Auditing;
using Passinstance.Persistence.Columns;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Passes.Erasures;

/// <summary>How far an erasure is.</summary>
public enum ErasureStatus
{
    /// <summary>It waits.</summary>
    Pending,
    /// <summary>Passes are being emptied, and then everything that is left of their holders is removed everywhere.</summary>
    Running,
    /// <summary>Nothing is left.</summary>
    Completed,
}

internal enum ErasureDomainEvent
{
    /// <summary>This service has erased its own; the others are to follow.</summary>
    Requested,
}

/// <summary>
/// The data of some passes' holders is erased: first the passes become void and empty, which devices and Google learn, and when they
/// have had time to fetch that, everything else that is left is removed, here and in the other services.
/// </summary>
[Audited(IdPrefixes.Erasure)]
internal sealed class Erasure : Aggregate<ErasureDomainEvent>, IAggregate
{
    /// <summary>The services that hold data of holders beside this one, as their queues are named.</summary>
    internal const string Notification = "notification";

    /// <inheritdoc cref="Notification"/>
    internal const string WebhookDispatch = "webhook-dispatch";

    private static readonly string[] OtherServices = [Notification, WebhookDispatch];

    public Guid OrganizationId { get; private init; }

    public Guid Id { get; private init; }

    public ErasureStatus Status { get; private set; }

    /// <summary>The passes, in the order in which they are emptied.</summary>
    public Guid[] PassIds { get; private init; } = [];

    /// <summary>How many of them are emptied.</summary>
    public int Emptied { get; private set; }

    /// <summary>How many of what was erased, by service.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> Counts { get; private set; } =
        new Dictionary<string, IReadOnlyDictionary<string, long>>();

    public int Version { get; private set; }

    public DateTimeOffset RequestedAt { get; private init; }

    /// <summary>Before the first pass was emptied.</summary>
    public DateTimeOffset? EmptyingSince { get; private set; }

    /// <summary>When the last pass was emptied.</summary>
    public DateTimeOffset? EmptiedAt { get; private set; }

    public DateTimeOffset? CompletedAt { get; private set; }

    /// <summary>Earliest time of the next step, by the database's clock; null when there is none.</summary>
    public DateTimeOffset? AvailableAt { get; private set; }

    internal static Erasure Create(Guid organizationId, IReadOnlyCollection<Guid> passIds, TimeProvider time)
    {
        var now = time.GetUtcNow();
        return new Erasure
        {
            OrganizationId = organizationId,
            Id = TypeId.NewGuid(time),
            PassIds = [.. passIds.Order()],
            Version = 1,
            RequestedAt = now,
            AvailableAt = now,
        };
    }

    /// <summary>The next passes to empty.</summary>
    internal Guid[] Next(int count) => [.. PassIds.Skip(Emptied).Take(count)];

    /// <summary>
    /// So many more passes are empty. The rest follows at once, or what is left of all of them at <paramref name="next"/>.
    /// </summary>
    /// <param name="count">How many.</param>
    /// <param name="since">Before the first of them was emptied.</param>
    /// <param name="next">When what is left is removed.</param>
    /// <param name="now">The time.</param>
    internal void RecordEmptied(int count, DateTimeOffset since, DateTimeOffset next, DateTimeOffset now)
    {
        Status = ErasureStatus.Running;
        EmptyingSince ??= since;
        Emptied += count;
        Version++;
        if (Emptied < PassIds.Length)
            return;
        EmptiedAt = now;
        AvailableAt = next;
    }

    /// <summary>This service has erased what it held; the others follow.</summary>
    internal void RecordOwn(string service, IReadOnlyDictionary<string, long> counts)
    {
        Add(service, counts);
        AvailableAt = null;
        Raise(ErasureDomainEvent.Requested);
    }

    /// <summary>Another service has erased what it held. Idempotent.</summary>
    internal void RecordOther(string service, IReadOnlyDictionary<string, long> counts, DateTimeOffset now)
    {
        if (CompletedAt is not null || Counts.ContainsKey(service))
            return;
        Add(service, counts);
        if (!Array.TrueForAll(OtherServices, Counts.ContainsKey))
            return;
        Status = ErasureStatus.Completed;
        CompletedAt = now;
    }

    /// <summary>
    /// Has the other services erase once more, after a restore of a database: what it had erased since the backup is there again.
    /// </summary>
    internal void Repeat()
    {
        if (EmptiedAt is not null && AvailableAt is null)
            Raise(ErasureDomainEvent.Requested);
    }

    private void Add(string service, IReadOnlyDictionary<string, long> counts)
    {
        Version++;
        Counts = new Dictionary<string, IReadOnlyDictionary<string, long>>(Counts)
        {
            [service] = counts.Where(count => count.Value > 0).ToDictionary(),
        };
    }
}

internal sealed class ErasureConfiguration : IEntityTypeConfiguration<Erasure>
{
    public void Configure(EntityTypeBuilder<Erasure> builder)
    {
        builder.ToTable("erasures");
        builder.HasKey(e => new { e.OrganizationId, e.Id });
        builder.Property(e => e.Counts).IsJson();
        builder.Property(e => e.Version).IsConcurrencyToken();
        builder.HasIndex(e => e.AvailableAt).HasFilter("available_at IS NOT NULL");
    }
}
