using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Rules;

/// <summary>Fields: unique keys, properties that work where they stand, no more than a style shows.</summary>
internal static class LayoutRules
{
    /// <summary>More fields than any pass has: what is over is an attack or a mistake.</summary>
    public const int MaxFields = 200;

    public static void Check(WalletTemplate template, FindingList findings)
    {
        var type = template.PassType ?? PassType.Generic;
        if (template.Layout is { } layout)
        {
            CheckLayout(layout, "/layout", findings);
            CheckCounts(layout, "/layout", StyleLimits.Of(type), findings);
            CheckPlaces(layout, type, findings);
        }

        if (template.PosterGeneric is { } poster)
        {
            CheckLayout(poster, "/posterGeneric", findings);
            CheckCounts(poster, "/posterGeneric", StyleLimits.PosterGeneric, findings);
            AtMost(poster.FooterFields, StyleLimits.PosterGenericFooter, "/posterGeneric/footerFields", findings);
        }

        CheckMessageField(template, findings);
        CheckTransit(template, type, findings);
    }

    // A message is a text: a field that shows an amount, a number or a date cannot show it.
    private static void CheckMessageField(WalletTemplate template, FindingList findings)
    {
        if (template.MessageField is { } message)
        {
            if (string.IsNullOrWhiteSpace(message.Key))
                findings.Error("/messageField/key", "required", "Give the field of messages a key, or leave messageField out.");
            else if (NormalText.IsDecomposed(message.Key))
                findings.Error("/messageField/key", "decomposed_text", $"The key {NormalText.Advice}");
        }

        var key = template.MessageField?.Key ?? MessageField.DefaultKey;
        foreach (var (layout, at) in ((PassLayout?, string)[])[(template.Layout, "/layout"), (template.PosterGeneric, "/posterGeneric")])
        {
            foreach (var (group, index, field) in PassLayoutFields.All(layout))
            {
                if (field.Key == key && (FieldFormat.IsNumber(field) || FieldFormat.IsDate(field)))
                {
                    var format = field.CurrencyCode is not null ? "currencyCode" : field.NumberStyle is not null ? "numberStyle"
                        : field.DateStyle is not null ? "dateStyle" : "timeStyle";
                    findings.Error($"{at}/{group}/{index}/{format}", "contradictory_formats",
                        $"The field \"{key}\" shows messages to holders, which are texts: leave {format} out, or name another "
                        + "messageField.");
                }
            }
        }
    }

    private static void CheckLayout(PassLayout layout, string at, FindingList findings)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var count = 0;
        foreach (var (group, index, field) in PassLayoutFields.All(layout))
        {
            if (++count > MaxFields)
            {
                findings.Error(at, "too_many_fields", $"Reduce the layout to at most {MaxFields} fields.", ("max", MaxFields));
                return;
            }

            var pointer = $"{at}/{group}/{index}";
            CheckKey(field.Key, keys, pointer, findings);
            CheckField(field, group, pointer, findings);
        }
    }

    /// <summary>A key names one field: it is there, and no other field has it or one that looks the same.</summary>
    public static void CheckKey(string? key, HashSet<string> keys, string at, FindingList findings)
    {
        if (string.IsNullOrEmpty(key))
        {
            findings.Error($"{at}/key", "required", "Give the field a key: passes give their values by it.");
        }
        else if (!keys.Add(key))
        {
            findings.Error($"{at}/key", "duplicate_key",
                $"Another field has the key \"{key}\": each key stands once in a pass.", ("key", key));
        }

        if (NormalText.IsDecomposed(key ?? ""))
            findings.Error($"{at}/key", "decomposed_text", $"The key {NormalText.Advice}");
    }

    private static void CheckField(PassField field, string group, string at, FindingList findings)
    {
        if (field.ChangeMessage is { } message && !message.Contains("%@", StringComparison.Ordinal))
        {
            findings.Error($"{at}/changeMessage", "change_message_without_value",
                "Put %@ where the new value stands, such as \"Gate changed to %@\".");
        }

        if (field.TextAlignment is not null && group is "primaryFields" or "backFields")
        {
            findings.Warning($"{at}/textAlignment", "ignored_here",
                "Wallet ignores the alignment of primary and back fields: leave it out.");
        }

        if (field.DataDetectorTypes is not null && group != "backFields")
        {
            findings.Warning($"{at}/dataDetectorTypes", "ignored_here",
                "Wallet looks for data in back fields only: move the field there or leave this out.");
        }

        if (field.Row is { } row && (row is not (0 or 1) || group != "auxiliaryFields"))
            findings.Error($"{at}/row", "wrong_row", "Write 0 or 1, and only for auxiliary fields of an event ticket.");
        CheckFormat(field, at, findings);
        if (field.Value is { } value)
            FieldValueRules.Check(field, value, $"{at}/value", findings);
    }

    /// <summary>A value is an amount, a number or a date, not two of them.</summary>
    public static void CheckFormat(PassField field, string at, FindingList findings)
    {
        if (field.CurrencyCode is not null && field.NumberStyle is not null)
        {
            findings.Error($"{at}/numberStyle", "contradictory_formats",
                "The field has a currencyCode and a numberStyle: leave one of the two out. An amount is formatted by its currency.");
        }

        if (FieldFormat.IsNumber(field) && FieldFormat.IsDate(field))
        {
            findings.Error($"{at}/{(field.DateStyle is not null ? "dateStyle" : "timeStyle")}", "contradictory_formats",
                $"The field has a {(field.CurrencyCode is not null ? "currencyCode" : "numberStyle")} and a date or time style: "
                + "leave one of the two out. No value is both a number and a date.");
        }
    }

    private static void CheckCounts(PassLayout layout, string at, StyleLimits limits, FindingList findings)
    {
        AtMost(layout.HeaderFields, limits.Header, $"{at}/headerFields", findings);
        AtMost(layout.PrimaryFields, limits.Primary, $"{at}/primaryFields", findings);
        AtMost(layout.SecondaryFields, limits.Secondary, $"{at}/secondaryFields", findings);
        var rows = layout.AuxiliaryFields?.Count(f => f.Row == 1) ?? 0;
        AtMost(layout.AuxiliaryFields, limits.Auxiliary + Math.Min(rows, StyleLimits.EventTicketRow), $"{at}/auxiliaryFields", findings);
    }

    private static void AtMost(IReadOnlyList<PassField>? fields, int max, string at, FindingList findings)
    {
        if (fields?.Count > max)
        {
            findings.Warning(at, "more_fields_than_shown", max == 0
                ? "This style shows none of these fields: move them to another group."
                : $"This style shows at most {max} of these fields: move the others to backFields.", ("max", max));
        }
    }

    private static void CheckPlaces(PassLayout layout, PassType type, FindingList findings)
    {
        if (layout.FooterFields is { Count: > 0 })
        {
            findings.Warning("/layout/footerFields", "ignored_here",
                "Only the poster generic design has footer fields: put them in posterGeneric.");
        }

        if (layout.AdditionalInfoFields is { Count: > 0 } && type != PassType.EventTicket)
        {
            findings.Warning("/layout/additionalInfoFields", "ignored_here",
                "Only event tickets and posterGeneric show these fields: move them to backFields.");
        }

        if (type != PassType.EventTicket && layout.AuxiliaryFields?.Any(f => f.Row is not null) == true)
            findings.Warning("/layout/auxiliaryFields", "ignored_here", "Only event tickets have a second row: leave row out.");
    }

    private static void CheckTransit(WalletTemplate template, PassType type, FindingList findings)
    {
        if (type == PassType.BoardingPass && template.TransitType is null)
        {
            findings.Error("/transitType", "required",
                $"A boarding pass needs its means of transport: one of {string.Join(", ", TransitType.All)}.");
        }
        else if (type != PassType.BoardingPass && template.TransitType is not null)
        {
            findings.Warning("/transitType", "ignored_here", "Only boarding passes have a means of transport: leave it out.");
        }
    }
}
