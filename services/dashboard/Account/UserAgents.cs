namespace Passinstance.Dashboard.Account;

/// <summary>Browsers as people call them. What a browser says of itself is a hint and no proof.</summary>
internal static class UserAgents
{
    // The first that fits: Edge and Opera also name Chrome, and all of these name Safari.
    private static readonly (string Mark, string Name)[] Browsers =
    [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
    ];

    private static readonly (string Mark, string Name)[] Systems =
    [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "ChromeOS"), ("Windows", "Windows"),
        ("Mac OS X", "macOS"), ("Linux", "Linux"),
    ];

    /// <summary>For example "Firefox on Windows".</summary>
    public static string NameOf(string? userAgent)
    {
        if (string.IsNullOrWhiteSpace(userAgent))
            return T("A program without a name");
        var (browser, system) = (Find(Browsers, userAgent), Find(Systems, userAgent));
        return (browser, system) switch
        {
            (null, null) => userAgent.Length > 60 ? userAgent[..60] + "…" : userAgent,
            (null, _) => T("A browser on {0}", system),
            (_, null) => browser,
            _ => T("{0} on {1}", browser, system),
        };
    }

    private static string? Find((string Mark, string Name)[] known, string userAgent) =>
        known.FirstOrDefault(one => userAgent.Contains(one.Mark, StringComparison.Ordinal)).Name;
}
