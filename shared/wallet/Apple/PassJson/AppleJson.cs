using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Apple.PassJson;

/// <summary>How the typed records become Apple's JSON. Their names are Apple's already; only colours and merged tags need work.</summary>
internal static class AppleJson
{
    public static readonly JsonSerializerOptions Options = MakeOptions();

    public static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private static JsonSerializerOptions MakeOptions()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            NumberHandling = JsonNumberHandling.Strict,
            MaxDepth = WalletJson.MaxDepth,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        // Who asks for a type's members before anything was written would be refused, and AppleKeys with it until the process ends.
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    public static byte[] Encode<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    public static JsonEncodedText Text(string text) => JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);

    /// <summary>Apple's form of the tags: colours as <c>rgb()</c>.</summary>
    public static SemanticTags Normalize(SemanticTags tags) => tags.Seats is null ? tags : tags with
    {
        Seats = [.. tags.Seats
            .Select(s => s with { SeatSectionColor = HexColor.TryParse(s.SeatSectionColor)?.ToRgb() ?? s.SeatSectionColor })],
    };

    /// <summary>The template's tags with the pass's over them, tag by tag.</summary>
    public static byte[] Merge(SemanticTags? template, SemanticTags pass)
    {
        if (template is null)
        {
            return Encode(Normalize(pass));
        }

        JsonObject merged = JsonSerializer.SerializeToNode(Normalize(template), Options)!.AsObject();
        foreach ((string tag, JsonNode? value) in JsonSerializer.SerializeToNode(Normalize(pass), Options)!.AsObject())
        {
            merged[tag] = value?.DeepClone();
        }

        return Encode(merged);
    }

    /// <summary>An upcoming event with its tags and fields in Apple's form.</summary>
    public static UpcomingPassInformationEntry Normalize(UpcomingPassInformationEntry entry) =>
        entry with { Semantics = entry.Semantics is null ? null : Normalize(entry.Semantics) };
}
