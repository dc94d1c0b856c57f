using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Passinstance.Client;

/// <summary>
/// Reads and writes the API's names of an enumeration's values. A name that is newer than this client is read as a value without a name,
/// which <see cref="UnknownValues.IsUnknown"/> tells.
/// </summary>
internal sealed class WireNameConverter<T> : JsonConverter<T>
    where T : struct, Enum
{
    private static readonly Dictionary<T, string> Names = typeof(T).GetFields(BindingFlags.Public | BindingFlags.Static).ToDictionary(
        field => (T)field.GetValue(null)!, field => field.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? field.Name);

    private static readonly Dictionary<string, T> Values = Names.ToDictionary(name => name.Value, name => name.Key, StringComparer.Ordinal);

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType != JsonTokenType.String
            ? throw new JsonException($"A name of {typeof(T).Name} was expected.")
            : Values.TryGetValue(reader.GetString()!, out var value) ? value : (T)Enum.ToObject(typeof(T), -1);

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(
        Names.TryGetValue(value, out var name)
            ? name
            : throw new JsonException($"{value} is not a value of {typeof(T).Name} that this client knows. Install a newer client."));
}

/// <summary>Tells values that are newer than this client.</summary>
public static class UnknownValues
{
    /// <summary>Whether the API responded with a value that this client does not know.</summary>
    /// <param name="value">The value.</param>
    public static bool IsUnknown<T>(this T value)
        where T : struct, Enum => !Enum.IsDefined(value);
}
