using System.Net;
using System.Text.Json;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Apple.PassJson;

/// <summary>A field of the layout with everything encoded that does not depend on the pass.</summary>
internal sealed class PreparedField
{
    private static readonly JsonEncodedText KeyName = WalletJson.Text("key");
    private static readonly JsonEncodedText LabelName = WalletJson.Text("label");
    private static readonly JsonEncodedText ValueName = WalletJson.Text("value");
    private static readonly JsonEncodedText AttributedValueName = WalletJson.Text("attributedValue");
    private readonly JsonEncodedText _key;
    private readonly JsonEncodedText? _label;
    private readonly PassValue? _value;
    private readonly string? _attributedValue;
    private readonly (JsonEncodedText Name, byte[] Value)[] _constants;

    public PreparedField(PassField field)
    {
        Key = field.Key;
        _key = WalletJson.Text(field.Key);
        _label = field.Label is null ? null : WalletJson.Text(field.Label);
        _value = field.Value;
        _attributedValue = field.AttributedValue;
        var constant = field with
        {
            Key = "",
            Label = null,
            Value = null,
            AttributedValue = null,
            Semantics = field.Semantics is null ? null : AppleSemantics.Normalize(field.Semantics),
        };
        _constants = [.. JsonSerializer.SerializeToNode(constant, WalletJson.Options)!.AsObject()
            .Where(member => member.Key != "key")
            .Select(member => (WalletJson.Text(member.Key), WalletJson.Encode(member.Value)))];
    }

    public string Key { get; }

    /// <summary>Writes the field, or nothing when neither the pass nor the template gives a value.</summary>
    public void Write(Utf8JsonWriter writer, FieldValue? given)
    {
        if ((given?.Value ?? _value) is not { } value)
            return;
        writer.WriteStartObject();
        writer.WriteString(KeyName, _key);
        if (given?.Label is { } label)
            writer.WriteString(LabelName, label);
        else if (_label is { } own)
            writer.WriteString(LabelName, own);
        WriteValue(writer, value);
        WriteAttributedValue(writer, given);
        foreach (var (name, constant) in _constants)
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(constant, skipInputValidation: true);
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes a field that the layout does not name.</summary>
    public static void WriteUnplaced(Utf8JsonWriter writer, string key, FieldValue given)
    {
        writer.WriteStartObject();
        writer.WriteString(KeyName, key);
        if (given.Label is not null)
            writer.WriteString(LabelName, given.Label);
        WriteValue(writer, given.Value);
        writer.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter writer, PassValue value)
    {
        writer.WritePropertyName(ValueName);
        if (value.IsNumber)
            writer.WriteRawValue(value.Text, skipInputValidation: true);
        else
            writer.WriteStringValue(value.Text);
    }

    /// <summary>
    /// Wallet shows the attributed value in place of the value. The template's is written only with the template's own value, or with
    /// <c>%@</c> replaced by the pass's value.
    /// </summary>
    private void WriteAttributedValue(Utf8JsonWriter writer, FieldValue? given)
    {
        if (_attributedValue is null)
            return;
        if (given is null)
            writer.WriteString(AttributedValueName, _attributedValue);
        else if (_attributedValue.Contains("%@", StringComparison.Ordinal))
        {
            var value = WebUtility.HtmlEncode(given.Value.Text);
            writer.WriteString(AttributedValueName, _attributedValue.Replace("%@", value, StringComparison.Ordinal));
        }
    }
}
