using System.CommandLine;
using System.Globalization;

namespace Passinstance.Gateway.Administration;

/// <summary>The kinds of options that the verbs of <c>admin</c> take.</summary>
internal static class AdministrationOption
{
    public static Option<string> Text(string name, string helpName, string description) =>
        new(name) { HelpName = helpName, Description = description, Required = true };

    /// <summary>Several values, separated by commas.</summary>
    public static Option<string[]?> List(string name, string helpName, string description) => new(name)
    {
        HelpName = helpName,
        Description = description,
        CustomParser = result =>
            result.Tokens[0].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
    };

    public static Option<DateTimeOffset?> Time(string name, string description) => new(name)
    {
        HelpName = "TIME",
        Description = description,
        CustomParser = result =>
        {
            if (DateTimeOffset.TryParse(
                result.Tokens[0].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            {
                return time;
            }

            result.AddError($"{name} takes a time such as 2030-01-31T00:00:00Z.");
            return null;
        },
    };

    /// <summary>How long the old secret stays valid.</summary>
    public static Option<TimeSpan?> Overlap() => new("--overlap")
    {
        HelpName = "DURATION",
        Description = "How long the old secret stays valid, for example 00:30:00. Default: 1.00:00:00 (one day).",
        CustomParser = result =>
        {
            if (TimeSpan.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var duration))
                return duration;

            result.AddError("--overlap takes a duration such as 1.00:00:00 (one day) or 00:30:00.");
            return null;
        },
    };
}
