using System.Text.RegularExpressions;

namespace Passinstance.Local;

/// <summary>Tells which lines of a log a person should see at once.</summary>
internal static partial class ErrorLine
{
    public static bool Is(string line) => Pattern().IsMatch(line);

    // The programs' console format, an exception nobody caught, RabbitMQ's levels, and PostgreSQL failing as a whole. An ERROR of one
    // statement there, or of one channel of RabbitMQ, is its program's to report: a program may well ask for what is not there yet.
    [GeneratedRegex(@"(^|Z )(fail|crit): |^Unhandled exception|\[(error|critical|alert|emergency)\] <[^>]*> (?!Channel error |operation "
        + @"\S+ caused a channel exception)|\b(PANIC|FATAL):  (?!terminating connection|the database system is)")]
    private static partial Regex Pattern();
}
