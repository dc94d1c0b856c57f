using Passinstance.Wallet.Barcodes;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Rules;

/// <summary>The values that a pass gives.</summary>
internal static class PassFieldRules
{
    public static void Check(WalletTemplate template, WalletPass pass, FindingList findings)
    {
        if (pass.Fields.Count > LayoutRules.MostFields)
        {
            findings.Error("/fields", "too_many_fields", $"Reduce the pass to at most {LayoutRules.MostFields} fields.");
            return;
        }

        Dictionary<string, PassField> placed = [];
        foreach ((string _, int _, PassField field) in PassLayoutFields.All(template.Layout)
            .Concat(PassLayoutFields.All(template.PosterGeneric)))
        {
            placed.TryAdd(field.Key, field);
        }

        string messageKey = template.MessageField?.Key ?? MessageField.DefaultKey;
        int unplaced = 0;
        foreach ((string key, FieldValue value) in pass.Fields)
        {
            string at = $"/fields/{JsonPointer.Escape(key)}";
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
            else if (placed.TryGetValue(key, out PassField? field))
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
        StyleLimits limits = StyleLimits.Of(template.PassType ?? PassType.Generic);
        bool square = !string.IsNullOrEmpty(pass.BarcodeMessage)
            && BarcodeFormats.IsSquare(pass.BarcodeFormat ?? template.Barcode?.Format ?? BarcodeFormat.Qr);
        (int secondary, int auxiliary) = limits.Room(template.Layout, square);
        if (unplaced > secondary + auxiliary)
        {
            findings.Warning("/fields", "fields_on_the_back",
                $"{unplaced - secondary - auxiliary} of the fields that the template does not place stand on the back: name them in the template's layout to place them.");
        }

        int inBoth = (template.Layout?.SecondaryFields?.Count ?? 0) + (template.Layout?.AuxiliaryFields?.Count ?? 0);
        if (square && inBoth > limits.SquareBarcodeSecondaryAndAuxiliary)
        {
            findings.Warning("/barcodeFormat", "more_fields_than_shown",
                $"Beside a square barcode this style shows {limits.SquareBarcodeSecondaryAndAuxiliary} secondary and auxiliary fields together: use pdf417 or code128, or fewer fields.");
        }
    }
}
