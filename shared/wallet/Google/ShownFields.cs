using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Google;

/// <summary>A field as this pass shows it: the layout's order, the pass's value or the template's.</summary>
internal readonly record struct ShownField(string Key, string? Label, PassValue Value, PassField? Layout, string Group);

internal static class ShownFields
{
    public static List<ShownField> Of(WalletTemplate template, WalletPass pass)
    {
        var shown = new List<ShownField>();
        var placed = new HashSet<string>(StringComparer.Ordinal);
        var messageKey = template.MessageField?.Key ?? MessageField.DefaultKey;
        foreach (var (group, _, field) in PassLayoutFields.All(template.Layout))
        {
            placed.Add(field.Key);
            var given = pass.Fields.GetValueOrDefault(field.Key);
            if (field.Key != messageKey && (given?.Value ?? field.Value) is { } value)
                shown.Add(new ShownField(field.Key, given?.Label ?? field.Label, value, field, group));
        }

        foreach (var (key, value) in pass.Fields)
        {
            if (key != messageKey && placed.Add(key))
                shown.Add(new ShownField(key, value.Label, value.Value, null, ""));
        }

        if (!string.IsNullOrEmpty(pass.Message))
            shown.Add(new ShownField(messageKey, template.MessageField?.Label ?? "Message", pass.Message, null, "backFields"));
        return shown;
    }
}
