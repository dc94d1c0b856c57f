namespace Passinstance.Webhooks.Events;

/// <summary>A subscription: one event (<c>pass.created</c>), all events of a kind (<c>pass.*</c>), or all (<c>*</c>).</summary>
internal static class EventPattern
{
    /// <summary>Whether an event matches it. A misspelled name is rejected instead of creating a webhook that receives nothing.</summary>
    internal static bool IsKnown(string? pattern) => pattern is not null && PublicEventTypes.Names.Any(name => Matches(pattern, name));

    internal static bool Matches(string pattern, string name) =>
        pattern == "*" || pattern == name ||
        (pattern.Length > 2 && pattern.EndsWith(".*", StringComparison.Ordinal) &&
            name.StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.Ordinal));

    /// <summary>All patterns that match <paramref name="name"/>, so that the database can compare sets.</summary>
    internal static string[] PatternsOf(string name) =>
        ["*", name, .. name.Select((c, i) => c == '.' ? name[..i] + ".*" : null).OfType<string>()];

    /// <summary>The names of all events that one of <paramref name="patterns"/> matches.</summary>
    internal static string[] NamesOf(IEnumerable<string> patterns) =>
        [.. PublicEventTypes.Names.Where(name => patterns.Any(pattern => Matches(pattern, name)))];
}
