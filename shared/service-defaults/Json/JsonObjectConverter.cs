using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Passinstance.ServiceDefaults.Json;

/// <summary>
/// Reads free-form bodies (a merge patch) completely. The framework's own reader validates lazily, or throws an exception that is not
/// mapped to a client error, when a member is duplicated or a text contains an unpaired surrogate.
/// </summary>
internal sealed class JsonObjectConverter : JsonConverter<JsonObject>
{
    public override JsonObject Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            if (JsonNode.Parse(ref reader) is not JsonObject read)
                throw new JsonException("An object is expected.");
            GoThrough(read);
            return read;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            throw new JsonException("A member is given twice, or holds text that cannot be read.", exception);
        }
    }

    public override void Write(Utf8JsonWriter writer, JsonObject value, JsonSerializerOptions options) => value.WriteTo(writer, options);

    private static void GoThrough(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject open:
                foreach (var (_, member) in open)
                    GoThrough(member);
                break;
            case JsonArray list:
                foreach (var item in list)
                    GoThrough(item);
                break;
            case JsonValue text when text.GetValueKind() == JsonValueKind.String:
                _ = text.GetValue<string>();
                break;
        }
    }
}
