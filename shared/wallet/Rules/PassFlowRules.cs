using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Rules;

/// <summary>What a hosted page could not do.</summary>
internal static class PassFlowRules
{
    private const int MaxFields = 20;
    private const int MaxOptions = 100;
    private const int MaxAnswerLength = 500;
    private const int MaxLabelLength = 200;
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(3660);

    public static void Check(WalletTemplate template, FindingList findings)
    {
        if (template.PassFlow is not { } flow)
            return;
        if (flow.ExpiresAfter is not null && (flow.Lifetime() is not { } life || life < TimeSpan.FromMinutes(1) || life > MaxLifetime))
        {
            findings.Error("/passFlow/expiresAfter", "wrong_duration",
                "Write the duration in ISO 8601 with weeks, or with days, hours and minutes, from PT1M to P3660D: "
                + "for example P30D or PT12H.");
        }

        if (flow.Form is { } form)
            CheckForm(template, form, findings);
    }

    private static void CheckForm(WalletTemplate template, PassFlowForm form, FindingList findings)
    {
        const string At = "/passFlow/form";
        if (form.Title?.Length > MaxLabelLength)
        {
            findings.Error($"{At}/title", "text_too_long", $"Shorten the title to at most {MaxLabelLength} characters.",
                ("max", MaxLabelLength));
        }

        if (form.LimitPerAddressPerHour is < 1 or > 1000)
            findings.Error($"{At}/limitPerAddressPerHour", "out_of_range", "Give a limit from 1 to 1000, or leave it out for 10.");
        if (form.Fields.Count is 0 or > MaxFields)
            findings.Error($"{At}/fields", "out_of_range", $"Ask for 1 to {MaxFields} fields, or leave the form out.");
        // A form does not tell names apart by case.
        var keys = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < Math.Min(form.Fields.Count, MaxFields); i++)
            CheckField(template, form.Fields[i], keys, $"{At}/fields/{i}", findings);
    }

    private static void CheckField(WalletTemplate template, PassFlowField field, HashSet<string> keys, string at, FindingList findings)
    {
        if (string.IsNullOrWhiteSpace(field.Key) || field.Key.Length > MaxLabelLength || !keys.Add(field.Key))
            findings.Error($"{at}/key", "wrong_key", "Give the key of the pass's field that gets the input, another for each.");
        else if (field.Key == (template.MessageField?.Key ?? MessageField.DefaultKey))
            findings.Error($"{at}/key", "wrong_key", $"The field \"{field.Key}\" carries messages to holders: ask for another.");
        else if (PassLayoutFields.All(template.Layout).FirstOrDefault(f => f.Field.Key == field.Key).Field is { } shown)
            CheckFormat(field, shown, at, findings);
        if (string.IsNullOrWhiteSpace(field.Label) || field.Label.Length > MaxLabelLength)
            findings.Error($"{at}/label", "required", $"Give the input a label of 1 to {MaxLabelLength} characters.");
        if (field.MaxLength is < 1 or > MaxAnswerLength)
            findings.Error($"{at}/maxLength", "out_of_range", $"Give a length from 1 to {MaxAnswerLength}, or leave it out for 100.");
        if (field.Type == PassFlowFieldType.Select)
        {
            if (field.Options is not { Count: >= 1 and <= MaxOptions } || !field.Options.All(IsOption))
                findings.Error($"{at}/options", "required", $"Give 1 to {MaxOptions} options of 1 to {MaxLabelLength} characters.");
        }
        else if (field.Options is not null)
        {
            findings.Error($"{at}/options", "not_a_choice", "Leave the options out, or make the field's type select.");
        }
    }

    private static bool IsOption(string option) => !string.IsNullOrWhiteSpace(option) && option.Length <= MaxLabelLength;

    // What visitors write is text, and a day becomes a date: a field that is formatted in any other way would refuse every answer.
    private static void CheckFormat(PassFlowField field, PassField shown, string at, FindingList findings)
    {
        if ((shown.NumberStyle ?? shown.CurrencyCode) is not null)
            findings.Error($"{at}/key", "wrong_format",
                $"The layout shows \"{field.Key}\" as a number, and visitors write text: ask for a field without a number style.");
        else if ((shown.DateStyle ?? shown.TimeStyle) is not null && field.Type != PassFlowFieldType.Date)
            findings.Error($"{at}/type", "wrong_format", $"The layout shows \"{field.Key}\" as a date: make the field's type date.");
    }
}
