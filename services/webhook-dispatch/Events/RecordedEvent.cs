using System.Diagnostics;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Contracts.V1;
using Passinstance.Persistence.Secrets;
using Passinstance.Security.Links;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Json;

namespace Passinstance.Webhooks.Events;

/// <summary>An event as webhooks receive it. The payload is serialized once; every attempt signs and sends the same content.</summary>
internal sealed class RecordedEvent
{
    public Guid OrganizationId { get; private init; }

    public Guid Id { get; private init; }

    public string Type { get; private init; } = "";

    public Guid? TemplateId { get; private init; }

    /// <summary>The pass it is about, whose holder's data the payload may hold; null for other events.</summary>
    public Guid? PassId { get; private init; }

    /// <summary>The batch that caused it; null for other events.</summary>
    public Guid? BatchId { get; private init; }

    public DateTimeOffset OccurredAt { get; private init; }

    /// <summary>When the row was written, by the database's clock. Retention counts from here.</summary>
    public DateTimeOffset RecordedAt { get; private init; }

    /// <summary>
    /// The transaction that wrote the row. The list of events is in this order and shows only transactions before which none is open, so a
    /// cursor never passes an event that commits late.
    /// </summary>
    public long TransactionId { get; private init; }

    /// <summary>As it is sent, except that links are null: see <see cref="SealedLinks"/>.</summary>
    public byte[] Payload { get; private init; } = [];

    /// <summary>The links of the payload: whoever has one needs no credential. Null when there are none.</summary>
    public byte[]? SealedLinks { get; private init; }

    /// <summary>W3C traceparent of the request that caused the event. Deliveries continue that trace.</summary>
    public string? TraceParent { get; private init; }

    /// <summary>Made by <c>POST /webhooks/{id}/test</c>: delivered, but not listed.</summary>
    public bool IsTest { get; private init; }

    /// <summary>A published event, with its links sealed under this service's own key.</summary>
    internal static RecordedEvent From(IPublicEvent published, string? traceParent, EventLinks links, SecretBox box)
    {
        var type = PublicEventTypes.NameOf(published.GetType());
        var opened = links.Open(published.OrganizationId, published.EncryptedLinks);
        return new RecordedEvent
        {
            OrganizationId = published.OrganizationId,
            Id = published.EventId,
            Type = type,
            TemplateId = published.TemplateId,
            PassId = published.SubjectPassId,
            BatchId = published.SourceBatchId,
            OccurredAt = published.OccurredAt,
            Payload = Serialize(published.EventId, type, published.OccurredAt, published.OrganizationId, published.Resource),
            SealedLinks = opened is null ? null : box.Seal(EventPayload.LinksPurpose, published.OrganizationId, opened),
            TraceParent = traceParent,
        };
    }

    internal static RecordedEvent CreateTest(Guid organizationId, PublicEventType type, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var id = TypeId.NewGuid(time);
        return new RecordedEvent
        {
            OrganizationId = organizationId,
            Id = id,
            Type = type.Name,
            OccurredAt = now,
            Payload = Serialize(id, type.Name, now, organizationId, type.Data.Example),
            TraceParent = Activity.Current?.Id,
            IsTest = true,
        };
    }

    private static byte[] Serialize(Guid id, string type, DateTimeOffset occurredAt, Guid organizationId, JsonElement data)
    {
        var organization = TypeId.Format(IdPrefixes.Organization, organizationId);
        var payload = new EventResponse(TypeId.Format(IdPrefixes.Event, id), type, occurredAt, organization, data);
        return JsonSerializer.SerializeToUtf8Bytes(payload, ApiJson.Options);
    }
}

internal sealed class RecordedEventConfiguration : IEntityTypeConfiguration<RecordedEvent>
{
    public void Configure(EntityTypeBuilder<RecordedEvent> builder)
    {
        builder.ToTable("events");
        builder.Property(e => e.SealedLinks).IsSealed(EventPayload.LinksPurpose);
        builder.HasKey(e => new { e.OrganizationId, e.Id });
        builder.Property(e => e.RecordedAt).HasDefaultValueSql("clock_timestamp()");
        builder.Property(e => e.TransactionId).HasDefaultValueSql("pg_current_xact_id()::text::bigint");
        builder.HasIndex(e => new { e.OrganizationId, e.TransactionId, e.Id });
        builder.HasIndex(e => new { e.OrganizationId, e.PassId }).HasFilter("pass_id IS NOT NULL");
        // Rows are in the order of time, so a few kilobytes of BRIN serve retention.
        builder.HasIndex(e => e.RecordedAt).HasMethod("brin");
    }
}
