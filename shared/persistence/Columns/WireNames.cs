using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Passinstance.Persistence.Columns;

/// <summary>Enumerations by their names in the API and in the database, in camelCase.</summary>
public static class WireNames
{
    /// <summary>For example <c>inProgress</c> for <c>InProgress</c>.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => Cache<T>.Names[value];

    /// <summary>False for a name that no value has; names are compared by ordinal.</summary>
    public static bool TryParse<T>(string? name, out T value)
        where T : struct, Enum
    {
        value = default;
        return name is not null && Cache<T>.Values.TryGetValue(name, out value);
    }

    /// <summary>All names, in the order of declaration.</summary>
    public static IReadOnlyList<string> All<T>()
        where T : struct, Enum => Cache<T>.All;

    private static class Cache<T>
        where T : struct, Enum
    {
        internal static readonly FrozenDictionary<T, string> Names =
            Enum.GetValues<T>().ToFrozenDictionary(value => value, value => JsonNamingPolicy.CamelCase.ConvertName(value.ToString()));

        internal static readonly FrozenDictionary<string, T> Values = Names.ToFrozenDictionary(
            name => name.Value, name => name.Key, StringComparer.Ordinal);

        internal static readonly IReadOnlyList<string> All = [.. Enum.GetValues<T>().Select(value => Names[value])];
    }
}

/// <summary>Stores enumerations by their wire names.</summary>
public static class EnumColumns
{
    /// <summary>
    /// Stores every enumeration property as its wire name (<c>text</c>), so that rows stay readable, and values can be added and reordered.
    /// Call it at the end of <c>OnModelCreating</c>.
    /// </summary>
    public static void UseWireNames(this ModelBuilder model)
    {
        foreach (var property in model.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
        {
            var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
            if (type.IsEnum && property.GetValueConverter() is null)
                property.SetValueConverter((ValueConverter)Activator.CreateInstance(typeof(WireNameConverter<>).MakeGenericType(type))!);
        }
    }

    private sealed class WireNameConverter<T>() : ValueConverter<T, string>(value => WireNames.Of(value), name => Read(name))
        where T : struct, Enum
    {
        private static T Read(string name) => WireNames.TryParse<T>(name, out var value)
            ? value
            : throw new InvalidOperationException(
                $"The database holds '{name}', which is not a {typeof(T).Name}. A newer release may have written it.");
    }
}
