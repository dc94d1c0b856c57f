using Passinstance.Wallet.Barcodes;
using Passinstance.Wallet.Model;

namespace Passinstance.PassPreview;

/// <summary>A pass for a template that has none yet: a sample for each field without a value of its own.</summary>
public static class SamplePass
{
    private static readonly Dictionary<string, string> Texts = new(StringComparer.OrdinalIgnoreCase)
    {
        ["name"] = "Jane Doe",
        ["member"] = "Jane Doe",
        ["holder"] = "Jane Doe",
        ["passenger"] = "Jane Doe",
        ["guest"] = "Jane Doe",
        ["owner"] = "Jane Doe",
        ["attendee"] = "Jane Doe",
        ["customer"] = "Jane Doe",
        ["seat"] = "12A",
        ["row"] = "7",
        ["gate"] = "B42",
        ["section"] = "B",
        ["group"] = "2",
        ["tier"] = "Gold",
        ["level"] = "Gold",
        ["status"] = "Active",
        ["origin"] = "CDG",
        ["from"] = "CDG",
        ["destination"] = "LIS",
        ["to"] = "LIS",
        ["email"] = "jane@example.com",
        ["phone"] = "+1 555 0100",
    };

    /// <summary>The sample.</summary>
    /// <param name="template">The template.</param>
    public static WalletPass Of(WalletTemplate template)
    {
        var fields = new OrderedDictionary<string, FieldValue>(StringComparer.Ordinal);
        foreach (var (_, _, field) in PassLayoutFields.All(template.Layout).Concat(PassLayoutFields.All(template.PosterGeneric)))
        {
            if (field.Value is null && !string.IsNullOrEmpty(field.Key)
                && field.Key != (template.MessageField?.Key ?? MessageField.DefaultKey))
                fields[field.Key] = new FieldValue { Value = ValueOf(field) };
        }

        return new WalletPass { SerialNumber = "SAMPLE-0001", Fields = fields, BarcodeMessage = MessageFor(template.Barcode) };
    }

    private static PassValue ValueOf(PassField field)
    {
        if (field.CurrencyCode is not null)
            return 25.00m;
        if (field.NumberStyle is { } style)
            return style == NumberStyle.Percent ? 0.2m : 320m;
        if ((field.DateStyle ?? field.TimeStyle) is not null)
            return "2027-05-04T18:30:00+02:00";
        foreach (var (part, text) in Texts)
        {
            if (field.Key.Contains(part, StringComparison.OrdinalIgnoreCase) && (part.Length > 3 || field.Key.Length <= part.Length + 1))
                return text;
        }

        return field.Key.Contains("date", StringComparison.OrdinalIgnoreCase) ||
            field.Key.Contains("expire", StringComparison.OrdinalIgnoreCase)
            ? "2027-12-31" : "Sample";
    }

    private static string MessageFor(TemplateBarcode? barcode)
    {
        var format = barcode?.Format ?? BarcodeFormat.Qr;
        foreach (var message in (string[])["SAMPLE-0001", "4006381333931", "12345678901231", "A12345B"])
        {
            if (BarcodeCapacity.Holds(format, message, barcode?.MessageEncoding ?? BarcodeEncoding.Latin1))
                return message;
        }

        return "SAMPLE-0001";
    }
}
