using System.Globalization;

namespace Passinstance.Passes.Diagnosis;

/// <summary>What the sentences of a diagnosis name, as values of their own.</summary>
internal static class DiagnosisValues
{
    /// <summary>Values by name; null without any. A value that is not known is left out.</summary>
    internal static IReadOnlyDictionary<string, string>? Of(params ReadOnlySpan<(string Name, object? Value)> values)
    {
        OrderedDictionary<string, string>? made = null;
        foreach (var (name, value) in values)
        {
            if (value is not null)
                (made ??= new(StringComparer.Ordinal))[name] = Text(value);
        }

        return made;
    }

    private static string Text(object value) => value is DateTimeOffset time
        ? time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)
        : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
