using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Passinstance.Persistence.Columns;

/// <summary>Enumerations as the words of the API and of the database, in camelCase.</summary>
public static class EnumWords
{
    /// <summary>For example <c>inProgress</c> for <c>InProgress</c>.</summary>
    public static string ToWord<T>(T value)
        where T : struct, Enum => Cache<T>.Words[value];

    /// <summary>False for a word that no value has; words are compared by ordinal.</summary>
    public static bool TryParse<T>(string? word, out T value)
        where T : struct, Enum
    {
        value = default;
        return word is not null && Cache<T>.Values.TryGetValue(word, out value);
    }

    /// <summary>All words, in the order of declaration.</summary>
    public static IReadOnlyList<string> All<T>()
        where T : struct, Enum => Cache<T>.All;

    private static class Cache<T>
        where T : struct, Enum
    {
        internal static readonly FrozenDictionary<T, string> Words =
            Enum.GetValues<T>().ToFrozenDictionary(value => value, value => JsonNamingPolicy.CamelCase.ConvertName(value.ToString()));

        internal static readonly FrozenDictionary<string, T> Values = Words.ToFrozenDictionary(word => word.Value, word => word.Key, StringComparer.Ordinal);

        internal static readonly IReadOnlyList<string> All = [.. Enum.GetValues<T>().Select(value => Words[value])];
    }
}

/// <summary>Stores enumerations as words.</summary>
public static class EnumColumns
{
    /// <summary>
    /// Stores every property that is an enumeration as its word (<c>text</c>), so that rows can be read, and values be added and reordered. Call it at the
    /// end of <c>OnModelCreating</c>.
    /// </summary>
    public static void UseEnumWords(this ModelBuilder model)
    {
        ArgumentNullException.ThrowIfNull(model);
        foreach (var property in model.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
        {
            var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
            if (type.IsEnum && property.GetValueConverter() is null)
                property.SetValueConverter((ValueConverter)Activator.CreateInstance(typeof(WordConverter<>).MakeGenericType(type))!);
        }
    }

    private sealed class WordConverter<T>() : ValueConverter<T, string>(value => EnumWords.ToWord(value), word => Read(word))
        where T : struct, Enum
    {
        private static T Read(string word) => EnumWords.TryParse<T>(word, out var value)
            ? value
            : throw new InvalidOperationException($"The database holds '{word}', which is no {typeof(T).Name}. A newer release may have written it.");
    }
}
