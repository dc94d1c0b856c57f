using Passinstance.Wallet.Barcodes;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Rules;

/// <summary>The values that a pass gives.</summary>
internal static class PassFieldRules
{
    public static void Check(WalletTemplate template, WalletPass pass, FindingList findings)
    {
        if (pass.Fields.Count > LayoutRules.MaxFields)
        {
            findings.Error("/fields", "too_many_fields", $"Reduce the pass to at most {LayoutRules.MaxFields} fields.");
            return;
        }

        Dictionary<string, PassField> placed = [];
        foreach (var (_, _, field) in PassLayoutFields.All(template.Layout)
            .Concat(PassLayoutFields.All(template.PosterGeneric)))
        {
            placed.TryAdd(field.Key, field);
        }

        var messageKey = template.MessageField?.Key ?? MessageField.DefaultKey;
        var unplaced = 0;
        foreach (var (key, value) in pass.Fields)
        {
            var at = $"/fields/{JsonPointer.Escape(key)}";
            TextRules.Check(key, at, findings);
            if (key.Length == 0)
            {
                findings.Error(at, "required", "Give the field a key.");
            }
            else if (key == messageKey)
            {
                findings.Error(at, "reserved_key",
                    $"\"{key}\" is the field of messages to holders: use another key, or name another messageField in the template.");
            }
            else if (placed.TryGetValue(key, out var field))
            {
                FieldValueRules.Check(field, value.Value, $"{at}/value", findings);
            }
            else
            {
                unplaced++;
            }
        }

        CheckRoom(template, pass, unplaced, findings);
    }

    private static void CheckRoom(WalletTemplate template, WalletPass pass, int unplaced, FindingList findings)
    {
        var limits = StyleLimits.Of(template.PassType ?? PassType.Generic);
        var square = !string.IsNullOrEmpty(pass.BarcodeMessage)
            && BarcodeFormats.IsSquare(pass.BarcodeFormat ?? template.Barcode?.Format ?? BarcodeFormat.Qr);
        var (secondary, auxiliary) = limits.Room(template.Layout, square);
        if (unplaced > secondary + auxiliary)
        {
            findings.Warning("/fields", "fields_on_the_back",
                $"{unplaced - secondary - auxiliary} of the fields that the template does not place are on the back: "
                + "name them in the template's layout to place them.");
        }

        var inBoth = (template.Layout?.SecondaryFields?.Count ?? 0) + (template.Layout?.AuxiliaryFields?.Count ?? 0);
        if (square && inBoth > limits.SquareBarcodeSecondaryAndAuxiliary)
        {
            findings.Warning("/barcodeFormat", "more_fields_than_shown",
                $"Beside a square barcode this style shows {limits.SquareBarcodeSecondaryAndAuxiliary} secondary and auxiliary fields: "
                + "use pdf417 or code128, or fewer fields.");
        }
    }
}
