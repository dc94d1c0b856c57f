using System.Collections.Frozen;
using System.Text.Json;
using Passinstance.Wallet.Barcodes;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Apple.PassJson;

/// <summary>A style dictionary (<c>storeCard</c>, <c>posterGeneric</c>) with its fields prepared.</summary>
internal sealed class PreparedLayout
{
    private static readonly JsonEncodedText TransitTypeName = WalletJson.Text("transitType");
    private readonly JsonEncodedText _style;
    private readonly JsonEncodedText? _transitType;
    private readonly Group[] _groups;
    private readonly FrozenSet<string> _placed;
    private readonly (int Secondary, int Auxiliary) _room;
    private readonly (int Secondary, int Auxiliary) _roomBesideSquareBarcode;
    private readonly BarcodeFormat _defaultFormat;
    private readonly string _messageKey;
    private readonly PassValue _noMessage;

    public PreparedLayout(WalletTemplate template, string style, PassLayout? layout, StyleLimits limits)
    {
        var message = template.MessageField ?? new MessageField();
        layout = WithMessageField(layout ?? new PassLayout(), message);
        _style = WalletJson.Text(style);
        _transitType = style == "boardingPass" ? WalletJson.Text(template.TransitType ?? TransitType.Generic) : null;
        _groups =
        [
            new Group("headerFields", layout.HeaderFields, Slot.None),
            new Group("primaryFields", layout.PrimaryFields, Slot.None),
            new Group("secondaryFields", layout.SecondaryFields, Slot.Secondary),
            new Group("auxiliaryFields", layout.AuxiliaryFields, Slot.Auxiliary),
            new Group("backFields", layout.BackFields, Slot.Back),
            new Group("additionalInfoFields", layout.AdditionalInfoFields, Slot.None),
            new Group("footerFields", layout.FooterFields, Slot.None),
        ];
        _placed = _groups.SelectMany(g => g.Fields).Select(f => f.Key).ToFrozenSet(StringComparer.Ordinal);
        _room = limits.Room(layout, squareBarcode: false);
        _roomBesideSquareBarcode = limits.Room(layout, squareBarcode: true);
        _defaultFormat = template.Barcode?.Format ?? BarcodeFormat.Qr;
        _messageKey = message.Key;
        _noMessage = message.Value ?? "";
    }

    private enum Slot
    {
        None,
        Secondary,
        Auxiliary,
        Back,
    }

    public void Write(Utf8JsonWriter writer, WalletPass pass)
    {
        var square = !string.IsNullOrEmpty(pass.BarcodeMessage) && BarcodeFormats.IsSquare(pass.BarcodeFormat ?? _defaultFormat);
        var (secondary, auxiliary) = square ? _roomBesideSquareBarcode : _room;
        var unplaced = CountUnplaced(pass);
        writer.WriteStartObject(_style);
        if (_transitType is { } transitType)
            writer.WriteString(TransitTypeName, transitType);
        foreach (var group in _groups)
        {
            var (from, to) = group.Slot switch
            {
                Slot.Secondary => (0, secondary),
                Slot.Auxiliary => (secondary, secondary + auxiliary),
                Slot.Back => (secondary + auxiliary, int.MaxValue),
                _ => (0, 0),
            };
            if (group.Fields.Length == 0 && from >= Math.Min(to, unplaced))
                continue;
            writer.WriteStartArray(group.Name);
            foreach (var field in group.Fields)
                field.Write(writer, ValueOf(field.Key, pass));
            WriteUnplaced(writer, pass, from, Math.Min(to, unplaced));
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    /// <summary>
    /// Fields of the pass that the layout does not place, by their order, so that a pass allocates nothing for them.
    /// </summary>
    private void WriteUnplaced(Utf8JsonWriter writer, WalletPass pass, int from, int to)
    {
        if (from >= to)
            return;
        var index = 0;
        foreach (var (key, value) in pass.Fields)
        {
            if (!_placed.Contains(key) && index++ is int at && at >= from && at < to)
                PreparedField.WriteUnplaced(writer, key, value);
        }
    }

    private int CountUnplaced(WalletPass pass)
    {
        var count = 0;
        foreach (var (key, _) in pass.Fields)
            count += _placed.Contains(key) ? 0 : 1;
        return count;
    }

    private FieldValue? ValueOf(string key, WalletPass pass)
    {
        if (key == _messageKey)
        {
            // Always present, also before the first message: iOS notifies of a changed value, not of a new field.
            return pass.Message is null ? null : new FieldValue { Value = pass.Message };
        }

        return pass.Fields.TryGetValue(key, out var value) ? value : null;
    }

    private PassLayout WithMessageField(PassLayout layout, MessageField message)
    {
        var placed = PassLayoutFields.All(layout).Any(f => f.Field.Key == message.Key);
        if (!placed)
        {
            var field = new PassField
            {
                Key = message.Key,
                Label = message.Label ?? "Message",
                Value = message.Value ?? "",
                ChangeMessage = "%@",
            };
            return layout with { BackFields = [.. layout.BackFields ?? [], field] };
        }

        PassField Complete(PassField field) => field.Key != message.Key ? field : field with
        {
            Value = field.Value ?? message.Value ?? "",
            ChangeMessage = field.ChangeMessage ?? "%@",
        };
        return PassLayoutFields.Map(layout, Complete);
    }

    private sealed class Group(string name, IReadOnlyList<PassField>? fields, Slot slot)
    {
        public JsonEncodedText Name { get; } = WalletJson.Text(name);

        public PreparedField[] Fields { get; } = [.. (fields ?? []).Select(f => new PreparedField(f))];

        public Slot Slot { get; } = slot;
    }
}
