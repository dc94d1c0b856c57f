using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Passinstance.ServiceDefaults.Json;

/// <summary>
/// JSON merge patch (RFC 7396) of a typed resource, at every depth: absent keeps, null removes, an object is merged into an object,
/// anything else replaces. Names of members are matched as the reader matches them, in any case.
/// </summary>
public static class MergePatch
{
    /// <summary>Merges a patch into a target, which is changed.</summary>
    /// <param name="target">The resource as JSON with the type's own names.</param>
    /// <param name="patch">The patch.</param>
    /// <param name="type">What the resource is read as.</param>
    /// <param name="isReplacedWhole">Whether the object at a pointer replaces the one before instead of being merged into it.</param>
    /// <exception cref="JsonException">A member is given twice, in different case.</exception>
    public static void Apply(JsonObject target, JsonObject patch, Type type, Func<string, bool>? isReplacedWhole = null) =>
        Merge(target, patch, ApiJson.Options.GetTypeInfo(type), "", isReplacedWhole ?? (_ => false));

    /// <summary>A patch whose members have the type's own names, at the first level.</summary>
    /// <param name="patch">The patch; not changed.</param>
    /// <param name="type">What the resource is read as.</param>
    /// <exception cref="JsonException">A member is given twice, in different case.</exception>
    public static JsonObject WithOwnNames(JsonObject patch, Type type)
    {
        var info = ApiJson.Options.GetTypeInfo(type);
        var named = new JsonObject();
        foreach (var (name, value) in patch)
            Add(named, Member(info, name)?.Name ?? name, value?.DeepClone(), "");
        return named;
    }

    private static void Merge(JsonObject target, JsonObject patch, JsonTypeInfo? type, string at, Func<string, bool> isReplacedWhole)
    {
        var seen = new JsonObject();
        foreach (var (given, value) in patch)
        {
            var member = Member(type, given);
            var name = member?.Name ?? given;
            // Escaped (RFC 6901): a name with a slash is one step and not two.
            var pointer = $"{at}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";
            Add(seen, name, null, at);
            if (value is null)
            {
                target.Remove(name);
            }
            else if (value is JsonObject inner && !isReplacedWhole(pointer))
            {
                if (target[name] is not JsonObject merged)
                    target[name] = merged = [];
                Merge(merged, inner, TypeOf(type, member), pointer, isReplacedWhole);
            }
            else
            {
                target[name] = value.DeepClone();
            }
        }
    }

    private static void Add(JsonObject to, string name, JsonNode? value, string at)
    {
        if (!to.TryAdd(name, value))
            throw new JsonException("A member is given twice, in different case.", $"${at.Replace('/', '.')}.{name}", null, null);
    }

    private static JsonPropertyInfo? Member(JsonTypeInfo? type, string name) => type?.Kind == JsonTypeInfoKind.Object
        ? type.Properties.FirstOrDefault(member => string.Equals(member.Name, name, StringComparison.OrdinalIgnoreCase)) : null;

    // What is below a member of free form has no type, and its names are the issuer's.
    private static JsonTypeInfo? TypeOf(JsonTypeInfo? type, JsonPropertyInfo? member) =>
        (member?.PropertyType ?? (type?.Kind == JsonTypeInfoKind.Dictionary ? type.ElementType : null)) is { } inner
        && Nullable.GetUnderlyingType(inner) is var underlying
            ? ApiJson.Options.GetTypeInfo(underlying ?? inner) : null;
}
