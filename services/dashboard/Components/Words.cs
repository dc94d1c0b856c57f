using System.Globalization;
using System.Text;
using System.Text.Json;
using Passinstance.Client;

namespace Passinstance.Dashboard.Components;

/// <summary>How values of the API are written for people.</summary>
public static class Words
{
    /// <summary>The API's own word for a value of an enumeration: <c>CompletedWithErrors</c> is <c>completed_with_errors</c>.</summary>
    public static string Of<TEnum>(TEnum value)
        where TEnum : struct, Enum
    {
        var text = new StringBuilder();
        foreach (var character in value.ToString())
        {
            if (char.IsUpper(character) && text.Length > 0)
                text.Append('_');
            text.Append(char.ToLowerInvariant(character));
        }

        return text.ToString();
    }

    /// <summary>The value of a field, as text.</summary>
    public static string Of(FieldValue? field) => OfAny(field?.Value);

    /// <summary>A JSON value as text.</summary>
    public static string OfAny(object? value) => value switch
    {
        null => "",
        JsonElement { ValueKind: JsonValueKind.String } text => text.GetString()!,
        JsonElement element => element.GetRawText(),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>A JSON value over several lines.</summary>
    public static string Indented(object? value) => value is null ? "" : JsonSerializer.Serialize(value, IndentedJson);

    private static readonly JsonSerializerOptions IndentedJson = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
