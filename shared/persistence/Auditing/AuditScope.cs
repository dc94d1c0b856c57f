using System.Net;
using Microsoft.EntityFrameworkCore;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Persistence.Auditing;

/// <summary>
/// Who does what, while it is done: every save within it writes an entry of the audit log for what it changes. Requests begin one in
/// <see cref="AuditPipeline.UseAuditLog"/>, and commands and workers begin their own. It belongs to the flow of the call, so that it
/// reaches a DbContext wherever that was made.
/// </summary>
public sealed class AuditScope : IDisposable
{
    private static readonly AsyncLocal<AuditScope?> Ambient = new();
    private readonly AuditScope? _outer = Ambient.Value;

    private AuditScope(AuditActor actor, string operation) => (Actor, Operation) = (actor, operation);

    /// <summary>The scope of this call; null outside of any.</summary>
    public static AuditScope? Current => Ambient.Value;

    /// <summary>Who acts. A sign-in sets it as soon as it knows the person.</summary>
    public AuditActor Actor { get; set; }

    /// <summary>What is done, as the API's document names it.</summary>
    public string Operation { get; set; }

    /// <summary>The client's address.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>The request's id.</summary>
    public string? RequestId { get; init; }

    /// <summary>The owner of what has no organization of its own.</summary>
    public Guid OrganizationId { get; set; }

    /// <summary>The resource that the request names, when what is saved does not name it.</summary>
    public string? ResourceId { get; set; }

    /// <summary>How many of what, for operations on many.</summary>
    public IReadOnlyDictionary<string, long>? Counts { get; set; }

    /// <summary>Begins one; the one around it goes on when it is disposed.</summary>
    /// <param name="actor">Who acts.</param>
    /// <param name="operation">What is done.</param>
    /// <param name="address">The client's address.</param>
    /// <param name="requestId">The request's id.</param>
    public static AuditScope Begin(AuditActor actor, string operation, IPAddress? address = null, string? requestId = null)
    {
        var scope = new AuditScope(actor, operation) { Address = address, RequestId = requestId };
        Ambient.Value = scope;
        return scope;
    }

    /// <inheritdoc/>
    public void Dispose() => Ambient.Value = _outer;

    /// <summary>The entry of a new resource that is inserted without a save.</summary>
    /// <param name="resource">The resource, marked with <see cref="AuditedAttribute"/>.</param>
    /// <param name="organizationId">Its owner.</param>
    /// <param name="id">Its id.</param>
    public AuditEntry EntryOfNew(object resource, Guid organizationId, Guid id, TimeProvider time) =>
        EntryOfChanged(resource, organizationId, id, [], time);

    /// <summary>The entry of a resource that is changed without a save.</summary>
    internal AuditEntry EntryOfChanged(object resource, Guid organizationId, Guid id, string[] members, TimeProvider time)
    {
        var audited = AuditedAttribute.Of(resource.GetType())
            ?? throw new ArgumentException($"{resource.GetType().Name} is not marked as a resource of the audit log.", nameof(resource));
        return ToEntry(organizationId, TypeId.Format(audited.Prefix, id), members, time);
    }

    internal AuditEntry ToEntry(Guid organizationId, string? resourceId, string[] members, TimeProvider time)
    {
        var now = time.GetUtcNow();
        return new AuditEntry
        {
            OrganizationId = organizationId,
            Id = Guid.CreateVersion7(now),
            Time = new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero),
            ActorKind = Actor.Kind,
            ActorId = Actor.Id,
            Address = (Address?.IsIPv4MappedToIPv6 == true ? Address.MapToIPv4() : Address)?.ToString(),
            RequestId = RequestId,
            Operation = Operation,
            ResourceId = resourceId ?? ResourceId,
            Members = members,
            Counts = Counts,
        };
    }
}

/// <summary>Entries for changes that no save of entities shows.</summary>
public static class ExplicitAuditEntries
{
    /// <summary>
    /// Writes the entry of a change that was made by SQL of its own, in the context's transaction; nothing outside of an
    /// <see cref="AuditScope"/>. The caller has begun the transaction of the change.
    /// </summary>
    /// <param name="organizationId">The owner of what changed.</param>
    /// <param name="resourceId">The public id of what changed.</param>
    /// <param name="counts">How many of what.</param>
    public static async Task SaveAuditEntryAsync(
        this DbContext db, Guid organizationId, string? resourceId, TimeProvider time, IReadOnlyDictionary<string, long>? counts,
        CancellationToken cancellationToken)
    {
        if (AuditScope.Current is not { } scope)
            return;
        scope.Counts = counts ?? scope.Counts;
        db.Add(scope.ToEntry(organizationId, resourceId, [], time));
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>The same for one resource, by its prefix and id.</summary>
    public static Task SaveAuditEntryAsync(
        this DbContext db, Guid organizationId, string prefix, Guid id, TimeProvider time, CancellationToken cancellationToken) =>
        db.SaveAuditEntryAsync(organizationId, TypeId.Format(prefix, id), time, null, cancellationToken);
}
