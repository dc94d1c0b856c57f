using System.Text.Json;
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
    private const string OrganizationProperty = "OrganizationId";

    /// <inheritdoc/>
    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        AddEntries(eventData?.Context);
        return result;
    }

    /// <inheritdoc/>
    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        AddEntries(eventData?.Context);
        return ValueTask.FromResult(result);
    }

    // The entries of a save.
    private void AddEntries(DbContext? context)
    {
        if (AuditScope.Current is not { } scope || context?.Model.FindEntityType(typeof(AuditEntry)) is null)
            return;
        var tracker = context.ChangeTracker;
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

        internal string[] Members => AuditedMembers.Bounded(_members);

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
                if (property.IsModified)
                    _members.UnionWith(AuditedMembers.Of(property.Metadata, property.OriginalValue, property.CurrentValue));
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
    }
}

/// <summary>Rows that are no change of a resource, such as those of the outbox.</summary>
public interface IUnaudited;
