using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Outbox;
using Passinstance.Persistence.Columns;

namespace Passinstance.Passes.PassMessages;

internal enum PassMessageJobDomainEvent
{
    /// <summary>The passes were counted and the first batch is done.</summary>
    Counted,
    Ended,
}

/// <summary>
/// A push notification that is being written into passes. The passes are walked in the order of their ids; the position is stored here, in
/// the transaction that changes the passes, so that work goes on from there after a crash.
/// </summary>
internal sealed class PassMessageJob : Aggregate<PassMessageJobDomainEvent>, IAggregate
{
    public Guid OrganizationId { get; private init; }

    public Guid NotificationId { get; private init; }

    /// <summary>What was requested; null when only the cancellation has arrived.</summary>
    public PushNotificationRequested? Request { get; private init; }

    /// <summary>When the request arrived. Passes that were created later do not belong to it.</summary>
    public DateTimeOffset RequestedAt { get; private init; }

    /// <summary>Earliest time of the next batch, by the database's clock.</summary>
    public DateTimeOffset AvailableAt { get; private init; }

    /// <summary>Time of the last batch: the organization that has waited longest is next.</summary>
    public DateTimeOffset? ServedAt { get; private set; }

    /// <summary>All passes up to this one are done.</summary>
    public Guid? LastPassId { get; private set; }

    /// <summary>Passes it was for at its start.</summary>
    public int? Total { get; private set; }

    /// <summary>Passes that have the message.</summary>
    public int Targeted { get; private set; }

    /// <summary>Named passes that get no message.</summary>
    public int? NotFound { get; private set; }

    /// <summary>Why it is for no pass.</summary>
    public string? Reason { get; private set; }

    public bool IsCancelled { get; private init; }

    public DateTimeOffset? EndedAt { get; private set; }

    public int Version { get; private set; }

    Guid IAggregate.Id => NotificationId;

    /// <summary>Records a batch.</summary>
    internal void Advance(Guid lastPassId, int targeted, int total, TimeProvider time)
    {
        if (Total is null)
            Raise(PassMessageJobDomainEvent.Counted);
        Total ??= total;
        LastPassId = lastPassId;
        Targeted += targeted;
        ServedAt = time.GetUtcNow();
        Version++;
    }

    /// <summary>Ends it: no more passes get the message.</summary>
    /// <param name="named">Passes that the request named; null when it named none.</param>
    /// <param name="reason">Why it was for no pass.</param>
    internal void End(int? named, string? reason, TimeProvider time)
    {
        Total ??= Targeted;
        NotFound = named - Targeted;
        Reason = reason;
        ServedAt = EndedAt = time.GetUtcNow();
        Version++;
        Raise(PassMessageJobDomainEvent.Ended);
    }
}

internal sealed class PassMessageJobConfiguration : IEntityTypeConfiguration<PassMessageJob>
{
    public void Configure(EntityTypeBuilder<PassMessageJob> builder)
    {
        builder.ToTable("pass_message_jobs");
        builder.HasKey(j => new { j.OrganizationId, j.NotificationId });
        builder.Property(j => j.Request).IsJson();
        builder.HasIndex(j => new { j.OrganizationId, j.ServedAt });
        builder.HasIndex(j => j.RequestedAt);
        builder.HasIndex(j => j.AvailableAt, "ix_pass_message_jobs_open").HasFilter("ended_at IS NULL");
    }
}
