using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Passinstance.Messaging.Persistence;

/// <summary>Columns that hold a value as JSON.</summary>
public static class JsonColumn
{
    /// <summary>Keeps the value in a <c>json</c> column, which keeps the order of members (jsonb sorts them, and the order of fields is the order on the pass).</summary>
    public static PropertyBuilder<T> IsJson<T>(this PropertyBuilder<T> property, JsonSerializerOptions? json = null)
        where T : class?
    {
        ArgumentNullException.ThrowIfNull(property);
        var options = json ?? Outbox.EventTypes.Json;
        return property.HasColumnType("json").HasConversion(
            value => JsonSerializer.Serialize(value, options),
            text => JsonSerializer.Deserialize<T>(text, options)!,
            new ValueComparer<T>(
                (a, b) => JsonSerializer.Serialize(a, options) == JsonSerializer.Serialize(b, options),
                value => JsonSerializer.Serialize(value, options).GetHashCode(StringComparison.Ordinal),
                value => JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(value, options), options)!));
    }
}
