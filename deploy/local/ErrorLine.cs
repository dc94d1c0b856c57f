using System.Text.RegularExpressions;

namespace Passinstance.Local;

/// <summary>Selects the log lines that the user should see at once.</summary>
internal static partial class ErrorLine
{
    public static bool Is(string line) => Pattern().IsMatch(line);

    // The programs' console format, an unhandled exception, RabbitMQ's levels, and PostgreSQL failing as a whole. An ERROR of a single
    // statement there, or of a single channel of RabbitMQ, is for its program to report: it may well query something that does not exist
    // yet.
    [GeneratedRegex(@"(^|Z )(fail|crit): |^Unhandled exception|\[(error|critical|alert|emergency)\] <[^>]*> (?!Channel error |operation "
        + @"\S+ caused a channel exception)|\b(PANIC|FATAL):  (?!terminating connection|the database system is)")]
    private static partial Regex Pattern();
}
