namespace Passinstance.Webhooks.Events;

/// <summary>What a receiver subscribes to: a name (<c>pass.created</c>), all of a kind (<c>pass.*</c>), or all (<c>*</c>).</summary>
internal static class EventPattern
{
    /// <summary>Whether anything can match it; a typing error must not become a webhook that never hears anything.</summary>
    internal static bool IsKnown(string? pattern) => pattern is not null && PublicEventTypes.Names.Any(name => Matches(pattern, name));

    internal static bool Matches(string pattern, string name) =>
        pattern == "*" || pattern == name ||
        (pattern.Length > 2 && pattern.EndsWith(".*", StringComparison.Ordinal) && name.StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.Ordinal));

    /// <summary>All patterns that match <paramref name="name"/>, so that the database can compare sets.</summary>
    internal static string[] PatternsOf(string name) =>
        ["*", name, .. name.Select((c, i) => c == '.' ? name[..i] + ".*" : null).OfType<string>()];

    internal static bool AnyMatches(IEnumerable<string> patterns, string name) => patterns.Any(pattern => Matches(pattern, name));
}
