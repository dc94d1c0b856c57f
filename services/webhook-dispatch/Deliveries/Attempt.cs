using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Passinstance.Webhooks.Deliveries;

/// <summary>One call of a receiver, written by SQL in the transaction that records its result.</summary>
internal sealed class Attempt
{
    public Guid OrganizationId { get; private init; }
    public Guid EndpointId { get; private init; }
    public Guid EventId { get; private init; }
    /// <summary>Starts at 1.</summary>
    public int Number { get; private init; }
    public DeliveryTrigger Trigger { get; private init; }
    /// <summary>The address that was called; the endpoint's may have changed since.</summary>
    public string Url { get; private init; } = "";
    /// <summary>When the call began, by the database's clock.</summary>
    public DateTimeOffset StartedAt { get; private init; }
    /// <summary>From the start of the call to its end, without the time in the queue.</summary>
    public int DurationMs { get; private init; }
    public int? StatusCode { get; private init; }
    /// <summary>Class of the error; null after a 2xx.</summary>
    public string? Error { get; private init; }
    /// <summary>Phases; null when the connection was reused or the phase was not reached.</summary>
    public int? DnsMs { get; private init; }
    public int? ConnectMs { get; private init; }
    public int? TlsMs { get; private init; }
    public int? FirstByteMs { get; private init; }
    /// <summary>The beginning of the response's body as text.</summary>
    public string? Response { get; private init; }
    /// <summary>When the next attempt was scheduled.</summary>
    public DateTimeOffset? NextAttemptAt { get; private init; }
}

internal sealed class AttemptConfiguration : IEntityTypeConfiguration<Attempt>
{
    public void Configure(EntityTypeBuilder<Attempt> builder)
    {
        builder.ToTable("attempts");
        builder.HasKey(a => new { a.OrganizationId, a.EndpointId, a.EventId, a.Number });
        builder.HasIndex(a => a.StartedAt).HasMethod("brin");
    }
}
