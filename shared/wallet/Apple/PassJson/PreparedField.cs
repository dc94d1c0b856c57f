using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
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
    private readonly PassField _field;
    private readonly (JsonEncodedText Name, byte[] Value)[] _constants;
    private readonly (JsonEncodedText Name, byte[] Value)[] _format;

    public PreparedField(PassField field)
    {
        _field = field;
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
        var members = JsonSerializer.SerializeToNode(constant, WalletJson.Options)!.AsObject().Where(member => member.Key != "key")
            .ToLookup(member => FieldFormat.Members.Contains(member.Key, StringComparer.Ordinal));
        _constants = Encode(members[false]);
        // A currency formats a number by itself.
        _format = Encode(members[true].Where(member => member.Key != "numberStyle" || field.CurrencyCode is null));
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
        WriteValue(writer, FieldFormat.Written(_field, value));
        WriteAttributedValue(writer, given);
        WriteMembers(writer, _constants);
        // A template's new version may format what a pass gave earlier as text: that pass shows it as it is, so that devices open it.
        if (_format.Length > 0 && FieldFormat.Fits(_field, value))
            WriteMembers(writer, _format);
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

    private static (JsonEncodedText Name, byte[] Value)[] Encode(IEnumerable<KeyValuePair<string, JsonNode?>> members) =>
        [.. members.Select(member => (WalletJson.Text(member.Key), WalletJson.Encode(member.Value)))];

    private static void WriteMembers(Utf8JsonWriter writer, (JsonEncodedText Name, byte[] Value)[] members)
    {
        foreach (var (name, value) in members)
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(value, skipInputValidation: true);
        }
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
