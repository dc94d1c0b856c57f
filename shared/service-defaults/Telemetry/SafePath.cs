using System.Diagnostics;
using OpenTelemetry;

namespace Passinstance.ServiceDefaults.Telemetry;

/// <summary>
/// Paths as logs and traces may have them. The address of a pass, a form or a bundle gives access to it, and the address of Apple's web
/// service names a device: of these only the beginning is kept.
/// </summary>
public static class SafePath
{
    private static readonly string[] Prefixes = ["/p/t/", "/p/", "/wallet/apple/"];

    /// <summary>The path without what gives access.</summary>
    public static string Of(string path)
    {
        var prefix = Array.Find(Prefixes, known => path.StartsWith(known, StringComparison.OrdinalIgnoreCase));
        return prefix is null ? path : prefix + "...";
    }
}

/// <summary>Removes addresses that give access from traces before they are exported.</summary>
internal sealed class SafePathProcessor : BaseProcessor<Activity>
{
    private static readonly string[] PathTags = ["url.path", "http.target"];
    private static readonly string[] AddressTags = ["url.full", "http.url"];

    public override void OnEnd(Activity data)
    {
        foreach (var tag in PathTags)
        {
            if (data.GetTagItem(tag) is string path)
                data.SetTag(tag, SafePath.Of(path));
        }

        // The address of a webhook may hold a secret, that of a push a device's token.
        foreach (var tag in AddressTags)
        {
            if (data.GetTagItem(tag) is string address)
                data.SetTag(tag, Uri.TryCreate(address, UriKind.Absolute, out var url) ? url.GetLeftPart(UriPartial.Authority) : null);
        }

        if (data.GetTagItem("url.query") is not null)
            data.SetTag("url.query", null);
    }
}
