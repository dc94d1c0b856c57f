using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Passinstance.ServiceDefaults;

/// <summary>
/// Reads a <see cref="JsonObject"/> whole, so that a member that is given twice and half a surrogate pair are refused with the body; otherwise they
/// would be found by whoever looks at the object first.
/// </summary>
internal sealed class WholeObjectConverter : JsonConverter<JsonObject>
{
    public override JsonObject? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var node = JsonNode.Parse(ref reader);
        try
        {
            Visit(node);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            throw new JsonException("A member of the object is given twice, or a text is no Unicode text.", exception);
        }

        return node as JsonObject ?? throw new JsonException("The value must be an object.");
    }

    public override void Write(Utf8JsonWriter writer, JsonObject value, JsonSerializerOptions options) => value.WriteTo(writer, options);

    private static void Visit(JsonNode? node)
    {
        if (node is JsonObject open)
        {
            foreach (var (_, member) in open)
                Visit(member);
        }
        else if (node is JsonArray list)
        {
            foreach (var item in list)
                Visit(item);
        }
        else if (node?.GetValueKind() == JsonValueKind.String)
        {
            _ = node.GetValue<string>();
        }
    }
}
