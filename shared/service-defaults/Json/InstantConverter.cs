using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Passinstance.ServiceDefaults.Json;

/// <summary>
/// Points in time as the API reads and writes them: ISO 8601 with an offset. A time without an offset is rejected, because its meaning
/// would depend on the time zone of the server. Times in UTC are written with <c>Z</c>.
/// </summary>
internal sealed class InstantConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
        var time = text.AsSpan(Math.Max(text.IndexOf('T', StringComparison.Ordinal), 0));
        return (time.EndsWith("Z", StringComparison.OrdinalIgnoreCase) || time.IndexOfAny('+', '-') > 0) &&
            reader.TryGetDateTimeOffset(out var instant)
            ? instant
            : throw new JsonException("Write the time in ISO 8601 with an offset, for example 2026-12-15T19:00:00Z.");
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Offset == TimeSpan.Zero
            ? value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture)
            : value.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFzzz", CultureInfo.InvariantCulture));
}
