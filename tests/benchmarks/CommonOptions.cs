using System.CommandLine;
using System.Globalization;

namespace Passinstance.Benchmarks;

/// <summary>Options that several measurements have.</summary>
internal static class CommonOptions
{
    internal static Option<bool> Quick() =>
        new("--quick") { Description = "Measure a short time, to see that everything runs. Its figures mean little." };

    /// <summary>How many events may share a message. The programs inherit the variable that it becomes.</summary>
    internal static Option<int> EventsPerMessage() => new("--events-per-message")
    {
        Description = "The setting Outbox:EventsPerMessage of all programs.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    /// <summary>Passes the option on to the programs.</summary>
    internal static void SetEventsPerMessage(int number) =>
        Environment.SetEnvironmentVariable("Outbox__EventsPerMessage", number.ToString(CultureInfo.InvariantCulture));
}
