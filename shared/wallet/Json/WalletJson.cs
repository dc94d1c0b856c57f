using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Passinstance.Wallet.Json;

/// <summary>How templates and passes are stored and read as JSON.</summary>
public static class WalletJson
{
    /// <summary>How deep a document may nest: Apple's deepest key (an upcoming event's seat) needs eight levels.</summary>
    public const int MaxDepth = 32;

    /// <summary>
    /// camelCase, without nulls, lossless. Members that the type does not have are skipped, so that an older program
    /// reads what a newer one stored; a request's misspelled members are found by
    /// <see cref="Rules.UnknownMembers.Find(JsonElement, Type)"/>.
    /// </summary>
    public static JsonSerializerOptions Options { get; } = MakeOptions();

    /// <summary>The same text, written without checks of its structure.</summary>
    internal static JsonWriterOptions WriterOptions { get; } = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    internal static byte[] Encode<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    internal static JsonEncodedText Text(string text) => JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);

    private static JsonSerializerOptions MakeOptions()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            NumberHandling = JsonNumberHandling.Strict,
            MaxDepth = MaxDepth,
            AllowDuplicateProperties = false,
            RespectNullableAnnotations = true,
            // Nothing here is ever pasted into HTML; readable text is half the size for non-Latin scripts.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
