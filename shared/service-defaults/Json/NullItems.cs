using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Passinstance.ServiceDefaults.Json;

/// <summary>
/// Rejects <c>null</c> as an item of a list and as a list or map within a map: it has no meaning there, and the types that are read do not
/// allow it, which System.Text.Json does not check. A map of texts or of single values may have nulls; its reader defines their meaning.
/// </summary>
internal static class NullItems
{
    internal static void Refuse(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
            return;
        foreach (var member in type.Properties)
        {
            if (member.Set is not { } set || !CanHoldNulls(member.PropertyType))
                continue;
            member.Set = (target, value) =>
            {
                Check((IEnumerable?)value);
                set(target, value);
            };
        }
    }

    /// <summary>Whether a map refuses null as a value.</summary>
    internal static bool AreRefusedIn(Type type) => CanHoldNulls(type) && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>);

    private static bool CanHoldNulls(Type type) => type.IsGenericType &&
        (type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? !type.GenericTypeArguments[0].IsValueType
        : type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) && type.GenericTypeArguments[1].IsGenericType);

    private static void Check(IEnumerable? items)
    {
        foreach (var item in items is IDictionary map ? map.Values : items ?? Array.Empty<object>())
        {
            if (item is null)
                throw new JsonException("An item of a list cannot be null.");
            if (item is IEnumerable inner and not string)
                Check(inner);
        }
    }
}
