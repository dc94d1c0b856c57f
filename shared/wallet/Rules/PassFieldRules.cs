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
            findings.Error("/fields", "too_many_fields", $"Reduce the pass to at most {LayoutRules.MaxFields} fields.",
                ("max", LayoutRules.MaxFields));
            return;
        }

        // A key may stand in the layout and in the poster, with different formats.
        var placed = PassLayoutFields.All(template.Layout).Concat(PassLayoutFields.All(template.PosterGeneric))
            .ToLookup(placed => placed.Field.Key, placed => placed.Field, StringComparer.Ordinal);
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
                    $"\"{key}\" is the field of messages to holders: use another key, or name another messageField in the template.",
                    ("key", key));
            }
            else if (placed.Contains(key))
            {
                foreach (var field in placed[key].DistinctBy(field => (FieldFormat.IsNumber(field), FieldFormat.IsDate(field))))
                    FieldValueRules.Check(field, value.Value, $"{at}/value", findings);
            }
            else
            {
                unplaced++;
                FieldValueRules.CheckNumber(value.Value, $"{at}/value", findings);
            }

            if (NormalText.IsDecomposed(key))
                findings.Error(at, "decomposed_text", $"The key {NormalText.Advice}");
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
