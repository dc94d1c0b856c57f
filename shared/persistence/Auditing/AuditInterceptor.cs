using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Metadata;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Persistence.Auditing;

/// <summary>
/// Adds an entry of the audit log to every save that changes something within an <see cref="AuditScope"/>: it is one more row of the same
/// round trip, and commits with the change or not at all.
/// </summary>
/// <remarks>A context without the tables, such as one of a test, is left alone.</remarks>
public sealed class AuditInterceptor(TimeProvider time) : SaveChangesInterceptor
{
    private const int MaxMembers = 50;
    private const string OrganizationProperty = "OrganizationId";

    // What every change touches is left out.
    private static readonly HashSet<string> Bookkeeping = new(StringComparer.Ordinal)
    {
        "Version", "Revision", "UpdatedAt", "LastModified", "ChangedIn", "ConcurrencyStamp", "SecurityStamp", "NormalizedEmail",
        "NormalizedUserName", "NormalizedName", "Warnings", "ImageIds",
    };

    // A column with the members of the resource: they are named without it.
    private static readonly HashSet<string> Bodies = new(StringComparer.Ordinal) { "Content", "Definition" };

    /// <inheritdoc/>
    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        AddEntries(eventData?.Context, knowsChanges: false);
        return result;
    }

    /// <inheritdoc/>
    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        AddEntries(eventData?.Context, knowsChanges: false);
        return ValueTask.FromResult(result);
    }

    /// <summary>Adds the entries of a save to its context.</summary>
    /// <param name="context">The context.</param>
    /// <param name="knowsChanges">Whether the context has just compared its entities with what was read.</param>
    public void AddEntries(DbContext? context, bool knowsChanges)
    {
        if (AuditScope.Current is not { } scope || context?.Model.FindEntityType(typeof(AuditEntry)) is null)
            return;
        var tracker = context.ChangeTracker;
        if (!knowsChanges)
            tracker.DetectChanges();
        var detects = tracker.AutoDetectChangesEnabled;
        tracker.AutoDetectChangesEnabled = false;
        var changes = new Dictionary<Guid, Changes>();
        foreach (var entry in tracker.Entries())
        {
            // A save that failed is repeated: its entry is still waiting.
            if (entry.Entity is AuditEntry { } waiting && entry.State == EntityState.Added)
                Of(changes, waiting.OrganizationId).IsWritten = true;
            else if (entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted && entry.Entity is not IUnaudited)
                Add(changes, entry, scope);
        }

        tracker.AutoDetectChangesEnabled = detects;
        foreach (var (organizationId, found) in changes)
        {
            if (found is { IsWritten: false, Any: true })
                context.Add(scope.ToEntry(organizationId, found.ResourceId, found.Members, time));
        }
    }

    // What an entity owns, such as the secrets of a key, is a member of it.
    private static void Add(Dictionary<Guid, Changes> changes, EntityEntry entry, AuditScope scope)
    {
        if (entry.Metadata.FindOwnership() is not { } ownership)
            Of(changes, OrganizationOf(entry, scope)).Add(entry, scope.ResourceId);
        else if (OwnerOf(entry, ownership) is { } owner)
            Of(changes, OrganizationOf(owner, scope)).AddOwned(owner, ownership.PrincipalToDependent!.Name, scope.ResourceId);
    }

    private static EntityEntry? OwnerOf(EntityEntry owned, IForeignKey ownership) =>
        owned.Context.ChangeTracker.Entries().FirstOrDefault(entry => entry.Metadata == ownership.PrincipalEntityType &&
            ownership.Properties.Zip(ownership.PrincipalKey.Properties).All(pair => Equals(
                owned.Property(pair.First.Name).CurrentValue, entry.Property(pair.Second.Name).CurrentValue)));

    private static Changes Of(Dictionary<Guid, Changes> all, Guid organizationId)
    {
        if (!all.TryGetValue(organizationId, out var changes))
            all.Add(organizationId, changes = new Changes());
        return changes;
    }

    private static Guid OrganizationOf(EntityEntry entry, AuditScope scope) =>
        entry.Entity.GetType().Name == "Organization" && entry.Metadata.FindProperty("Id") is { } own && own.ClrType == typeof(Guid)
            ? (Guid)entry.Property(own.Name).CurrentValue!
            : entry.Metadata.FindProperty(OrganizationProperty) is { } property && property.ClrType == typeof(Guid)
                ? (Guid)entry.Property(property.Name).CurrentValue!
                : scope.OrganizationId;

    private sealed class Changes
    {
        private readonly SortedSet<string> _members = new(StringComparer.Ordinal);
        private bool _isNamed;

        internal bool Any { get; private set; }

        internal bool IsWritten { get; set; }

        internal string? ResourceId { get; private set; }

        internal string[] Members => [.. _members.Take(MaxMembers)];

        internal void AddOwned(EntityEntry owner, string member, string? named)
        {
            Name(owner, named);
            if (owner.State != EntityState.Added)
                _members.Add(JsonNamingPolicy.CamelCase.ConvertName(member));
        }

        internal void Add(EntityEntry entry, string? named)
        {
            Name(entry, named);
            if (entry.State != EntityState.Modified)
                return;
            foreach (var property in entry.Properties)
            {
                if (property.IsModified && !Bookkeeping.Contains(property.Metadata.Name) && !property.Metadata.IsShadowProperty())
                    _members.UnionWith(MembersOf(property));
            }
        }

        private void Name(EntityEntry entry, string? named)
        {
            Any = true;
            var audited = AuditedAttribute.Of(entry.Entity.GetType());
            if (audited is not null && entry.Property(audited.Key).CurrentValue is Guid id)
            {
                var resourceId = TypeId.Format(audited.Prefix, id);
                // What the request names goes before what changes with it, and otherwise what is new.
                if (ResourceId is null || resourceId == named || (entry.State == EntityState.Added && !_isNamed))
                    ResourceId = resourceId;
                _isNamed |= resourceId == named;
            }
        }

        private static IEnumerable<string> MembersOf(PropertyEntry property)
        {
            var name = JsonNamingPolicy.CamelCase.ConvertName(property.Metadata.Name);
            var convert = property.Metadata.GetTypeMapping().Converter?.ConvertToProvider;
            if (property.Metadata.GetColumnType() is not ("json" or "jsonb") && !Bodies.Contains(property.Metadata.Name))
                return [name];
            return Read(property.OriginalValue) is not { } before || Read(property.CurrentValue) is not { } after
                ? [name]
                : Compare(before, after, Bodies.Contains(property.Metadata.Name) ? "" : name + ".", 0);

            JsonObject? Read(object? value) =>
                (value is null || convert is null ? value : convert(value)) is string { Length: > 0 } text
                    ? JsonNode.Parse(text) as JsonObject : null;
        }

        // Two levels: the members of the resource, and the keys of its fields.
        private static IEnumerable<string> Compare(JsonObject before, JsonObject after, string prefix, int depth)
        {
            foreach (var name in before.Select(member => member.Key).Union(after.Select(member => member.Key)))
            {
                var (old, now) = (before[name], after[name]);
                if (JsonNode.DeepEquals(old, now))
                    continue;
                if (depth == 0 && name == "fields" && old is JsonObject oldFields && now is JsonObject newFields)
                {
                    foreach (var inner in Compare(oldFields, newFields, $"{prefix}{name}.", depth + 1))
                        yield return inner;
                }
                else
                {
                    yield return prefix + name;
                }
            }
        }
    }
}

/// <summary>Rows that are no change of a resource, such as those of the outbox.</summary>
public interface IUnaudited;
