using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Passinstance.Persistence.Columns;

/// <summary>Columns that hold a value as JSON.</summary>
public static class JsonColumn
{
    /// <summary>camelCase names, absent instead of null, unknown members ignored.</summary>
    public static JsonSerializerOptions DefaultOptions { get; } = new(
        JsonSerializerDefaults.Web)
    { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>
    /// Stores the value in a <c>json</c> column, which preserves the order of members: jsonb sorts them, and the order of fields is the
    /// order on the pass.
    /// </summary>
    /// <param name="property">The property.</param>
    /// <param name="json">Options that skip unknown members: what is stored may be newer than this program.</param>
    /// <exception cref="ArgumentException">The options reject unknown members.</exception>
    /// <remarks>
    /// Values are replaced as a whole and never changed in place: the same reference is the same value, and no copy is made to compare
    /// with. Two different references are compared by their JSON, which is made once per value, for comparing and for writing.
    /// </remarks>
    public static PropertyBuilder<T> IsJson<T>(this PropertyBuilder<T> property, JsonSerializerOptions? json = null)
        where T : class?
    {
        var options = json ?? DefaultOptions;
        if (options.UnmappedMemberHandling == JsonUnmappedMemberHandling.Disallow)
            throw new ArgumentException("Stored JSON may be newer than this program: use options that skip unknown members.", nameof(json));
        var texts = new Texts<T>(options);
        return property.HasColumnType("json").HasConversion(
            value => texts.Of(value),
            text => JsonSerializer.Deserialize<T>(text, options)!,
            new ValueComparer<T>((a, b) => ReferenceEquals(a, b) || texts.Of(a) == texts.Of(b), _ => 0, value => value));
    }

    // Kept as long as the value is.
    private sealed class Texts<T>(JsonSerializerOptions options)
        where T : class?
    {
        private readonly ConditionalWeakTable<object, string> _texts = [];

        internal string Of(T? value) => value is null
            ? JsonSerializer.Serialize(value, options)
            : _texts.GetValue(value, known => JsonSerializer.Serialize((T)known, options));
    }
}
