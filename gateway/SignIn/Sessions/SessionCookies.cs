using Microsoft.Net.Http.Headers;
using Passinstance.ServiceDefaults.Hosting;

namespace Passinstance.Gateway.SignIn.Sessions;

/// <summary>The gateway's own cookies. They stay here: no service gets them.</summary>
internal static class SessionCookies
{
    // Of a sign-in by the identity provider; the end of each name is random.
    internal const string Correlation = "passinstance-correlation.";
    internal const string Nonce = "passinstance-nonce.";

    private const string HostPrefix = "__Host-";
    private const string Session = "passinstance";
    private const string Antiforgery = "passinstance-form";

    /// <summary>Whether cookies are for https only; on plain http the browser would not send them.</summary>
    public static bool IsSecure(DeploymentOptions deployment) =>
        deployment.PublicUrl.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    /// <summary>The name of the session's cookie. With the prefix no other host of the domain can set it.</summary>
    public static string SessionName(DeploymentOptions deployment) => Name(deployment, Session);

    public static string AntiforgeryName(DeploymentOptions deployment) => Name(deployment, Antiforgery);

    /// <summary>Removes the gateway's cookies from a request that is forwarded.</summary>
    public static void Remove(IHeaderDictionary headers)
    {
        if (headers.Cookie.Count == 0)
            return;
        // As they were sent: a value may have characters that a parser refuses.
        var cookies = headers.Cookie.SelectMany(line => (line ?? "").Split(';')).Select(cookie => cookie.Trim()).ToList();
        var others = cookies.Where(cookie => !IsOwn(cookie.Split('=')[0])).ToList();
        if (others.Count == cookies.Count)
            return;
        if (others.Count == 0)
            headers.Remove(HeaderNames.Cookie);
        else
            headers.Cookie = string.Join("; ", others);
    }

    private static bool IsOwn(string name)
    {
        var plain = name.StartsWith(HostPrefix, StringComparison.OrdinalIgnoreCase) ? name[HostPrefix.Length..] : name;
        // The affinity cookie of the dashboard also begins with the product's name, and is not the sign-in's.
        return plain.Equals(Session, StringComparison.OrdinalIgnoreCase) || plain.Equals(Antiforgery, StringComparison.OrdinalIgnoreCase) ||
            plain.StartsWith(Correlation, StringComparison.OrdinalIgnoreCase) ||
            plain.StartsWith(Nonce, StringComparison.OrdinalIgnoreCase);
    }

    private static string Name(DeploymentOptions deployment, string name) => IsSecure(deployment) ? HostPrefix + name : name;
}
