using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Passinstance.Persistence.Bulk;

namespace Passinstance.Persistence.Auditing;

/// <summary>The names of the members that a change is about, as the API has them; never their values.</summary>
internal static class AuditedMembers
{
    private const int Max = 50;

    // What every change touches is left out.
    private static readonly HashSet<string> Bookkeeping = new(StringComparer.Ordinal)
    {
        "Version", "Revision", "UpdatedAt", "LastModified", "ChangedIn", "ConcurrencyStamp", "SecurityStamp", "NormalizedEmail",
        "NormalizedUserName", "NormalizedName", "Warnings", "ImageIds",
    };

    // A column with the members of the resource: they are named without it.
    private static readonly HashSet<string> Bodies = new(StringComparer.Ordinal) { "Content", "Definition" };

    /// <summary>The members of several columns, sorted, as many as an entry names.</summary>
    internal static string[] Of(IEnumerable<ChangedColumn> changed)
    {
        var members = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var change in changed)
            members.UnionWith(Of(change.Column.Property, change.Before, change.Now));
        return Bounded(members);
    }

    /// <summary>As many as an entry names.</summary>
    internal static string[] Bounded(IEnumerable<string> members) => [.. members.Take(Max)];

    /// <summary>The members of a column that has changed; none for what every change touches.</summary>
    internal static IEnumerable<string> Of(IProperty property, object? before, object? now)
    {
        if (Bookkeeping.Contains(property.Name) || property.IsShadowProperty())
            return [];
        var name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
        var convert = property.GetTypeMapping().Converter?.ConvertToProvider;
        var isBody = Bodies.Contains(property.Name);
        if (!isBody && property.GetColumnType() is not ("json" or "jsonb"))
            return [name];
        return Read(before) is not { } old || Read(now) is not { } current
            ? [name]
            : Compare(old, current, isBody ? "" : name + ".", 0);

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
