using System.Globalization;
using Passinstance.Wallet.Model;

namespace Passinstance.Passes.HostedPages.Forms;

/// <summary>A visitor's answers to a form, and their errors.</summary>
internal sealed class FormAnswers
{
    internal const int DefaultLength = 100;
    private const string Prefix = "f.";

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _errors = new(StringComparer.Ordinal);

    internal static FormAnswers None { get; } = new();

    /// <summary>The error that belongs to no single answer.</summary>
    internal string? Error { get; set; }

    internal bool HasErrors => _errors.Count > 0 || Error is not null;

    internal static string NameOf(PassFlowField field) => Prefix + field.Key;

    internal static FormAnswers Read(PassFlowForm form, IFormCollection sent, Wording words)
    {
        var answers = new FormAnswers();
        foreach (var field in form.Fields)
        {
            var value = sent[NameOf(field)].ToString().Trim();
            answers._values[field.Key] = value;
            if (Check(field, value, words) is { } error)
                answers._errors[field.Key] = error;
        }

        return answers;
    }

    internal string ValueOf(PassFlowField field) => _values.GetValueOrDefault(field.Key, "");

    internal string? ErrorOf(PassFlowField field) => _errors.GetValueOrDefault(field.Key);

    internal void AddError(string key, string error) => _errors[key] = error;

    internal bool Has(string key) => _values.ContainsKey(key);

    /// <summary>The pass's fields: an empty answer keeps the template's value.</summary>
    internal OrderedDictionary<string, FieldValue> ToFields(PassFlowForm form, WalletTemplate template)
    {
        var fields = new OrderedDictionary<string, FieldValue>();
        foreach (var field in form.Fields.Where(field => ValueOf(field).Length > 0))
        {
            var shown = LayoutOf(template, field.Key);
            // Ten o'clock in UTC is the same day from Honolulu (-10) to Auckland in summer (+13).
            var isDate = field.Type == PassFlowFieldType.Date && (shown?.DateStyle ?? shown?.TimeStyle) is not null;
            var value = isDate ? $"{ValueOf(field)}T10:00:00Z" : ValueOf(field);
            fields[field.Key] = new FieldValue { Label = shown is null ? field.Label : null, Value = value };
        }

        return fields;
    }

    private static PassField? LayoutOf(WalletTemplate template, string key) => ((IReadOnlyList<PassField>?[])
        [
            template.Layout?.HeaderFields, template.Layout?.PrimaryFields, template.Layout?.SecondaryFields,
            template.Layout?.AuxiliaryFields,
            template.Layout?.BackFields, template.Layout?.AdditionalInfoFields, template.Layout?.FooterFields,
        ]).SelectMany(group => group ?? []).FirstOrDefault(field => field.Key == key);

    private static string? Check(PassFlowField field, string value, Wording words)
    {
        if (value.Length == 0)
            return field.Required == true ? words.Required : null;
        if (value.Length > (field.MaxLength ?? DefaultLength))
            return words.TooLong;
        if (value.Any(char.IsControl))
            return words.WrongAnswer;
        return field.Type switch
        {
            PassFlowFieldType.Email => IsEmail(value) ? null : words.WrongEmail,
            PassFlowFieldType.Phone => IsPhone(value) ? null : words.WrongPhone,
            PassFlowFieldType.Date => IsDate(value) ? null : words.WrongDate,
            PassFlowFieldType.Select => field.Options?.Contains(value, StringComparer.Ordinal) == true ? null : words.WrongChoice,
            _ => null,
        };
    }

    private static bool IsPhone(string value) =>
        value.All(c => char.IsAsciiDigit(c) || c is ' ' or '+' or '-' or '.' or '/' or '(' or ')') && value.Count(char.IsAsciiDigit) >= 4;

    private static bool IsDate(string value) =>
        DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static bool IsEmail(string value) =>
        value.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at == value.LastIndexOf('@') &&
        value.IndexOf('.', at) is > 0 and var dot && dot > at + 1 && dot < value.Length - 1 && !value.Any(char.IsWhiteSpace);
}
