using System.Text.RegularExpressions;

namespace Passinstance.Local.Processes;

/// <summary>Tells which lines of a log a person should see at once.</summary>
internal static partial class ErrorLine
{
    public static bool Is(string line) => Pattern().IsMatch(line);

    // The programs' console format, an exception nobody caught, RabbitMQ's levels, and PostgreSQL failing as a whole (an ERROR there is
    // one statement's, which its program reports itself).
    [GeneratedRegex(@"(^|Z )(fail|crit): |^Unhandled exception|\[(error|critical|alert|emergency)\] <|\b(PANIC|FATAL):  (?!terminating connection|the database system is)")]
    private static partial Regex Pattern();
}
