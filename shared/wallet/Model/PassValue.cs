using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Passinstance.Wallet.Model;

/// <summary>
/// The value of a field: a text (a date is a text in ISO 8601) or a number. A number keeps the digits it was written with,
/// so that 10.50 stays 10.50 and no amount of money passes through a binary fraction.
/// </summary>
[JsonConverter(typeof(PassValueConverter))]
public readonly record struct PassValue
{
    private readonly string? _text;

    private PassValue(string text, bool isNumber)
    {
        _text = text;
        IsNumber = isNumber;
    }

    /// <summary>The text, or the number as it stands in JSON.</summary>
    public string Text => _text ?? "";

    /// <summary>Whether the value is a JSON number.</summary>
    public bool IsNumber { get; }

    /// <summary>A text value.</summary>
    /// <param name="text">The text; null counts as empty.</param>
    public static PassValue FromText(string? text) => new(text ?? "", isNumber: false);

    /// <summary>A number value.</summary>
    /// <param name="number">The number.</param>
    public static PassValue FromNumber(decimal number) => new(number.ToString(CultureInfo.InvariantCulture), isNumber: true);

    /// <summary>A text value.</summary>
    public static implicit operator PassValue(string? text) => FromText(text);

    /// <summary>A number value.</summary>
    public static implicit operator PassValue(decimal number) => FromNumber(number);

    /// <summary>A number value.</summary>
    public static implicit operator PassValue(int number) => FromNumber(number);

    /// <summary>A number value.</summary>
    public static implicit operator PassValue(long number) => FromNumber(number);

    /// <inheritdoc/>
    public override string ToString() => Text;

    internal static PassValue FromJsonNumber(string literal) => new(literal, isNumber: true);
}

internal sealed class PassValueConverter : JsonConverter<PassValue>
{
    /// <summary>No balance or count needs a longer literal; parsing one costs time.</summary>
    private const int MaxNumberLength = 64;

    public override PassValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => PassValue.FromText(reader.GetString()),
        JsonTokenType.Number when (reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length) <= MaxNumberLength =>
            PassValue.FromJsonNumber(System.Text.Encoding.UTF8.GetString(
                reader.HasValueSequence ? System.Buffers.BuffersExtensions.ToArray(reader.ValueSequence) : reader.ValueSpan)),
        JsonTokenType.Number => throw new JsonException($"Write a number with at most {MaxNumberLength} characters."),
        _ => throw new JsonException(
            "A field's value is a text or a number. Write dates as texts in ISO 8601, such as 2026-12-15T19:00:00Z."),
    };

    public override void Write(Utf8JsonWriter writer, PassValue value, JsonSerializerOptions options)
    {
        if (value.IsNumber)
            writer.WriteRawValue(value.Text);
        else
            writer.WriteStringValue(value.Text);
    }
}
