using System.Net;
using System.Text.RegularExpressions;

namespace Passinstance.OpenApi.Bundling;

/// <summary>The error codes as the portal explains them: one text for the page and the document.</summary>
internal static partial class ErrorCodes
{
    private static readonly Dictionary<string, ErrorCode> All = Row()
        .Matches(File.ReadAllText(Path.Combine(SourceTree.Root, "gateway", "Portal", "Guides", "errors.md")))
        .Select(row => new ErrorCode(row.Groups[1].Value, Plain(row.Groups[3].Value), Plain(row.Groups[4].Value)))
        .ToDictionary(code => code.Name, StringComparer.Ordinal);

    internal static ErrorCode Find(string name) =>
        All.GetValueOrDefault(name) ?? throw new InvalidOperationException(
            $"The code '{name}' is not explained in gateway/Portal/Guides/errors.md.");

    private static string Plain(string html) =>
        WebUtility.HtmlDecode(Tag().Replace(html.Replace("<code>", "`", StringComparison.Ordinal)
        .Replace("</code>", "`", StringComparison.Ordinal), ""));

    [GeneratedRegex("<tr id=\"([a-z_]+)\"><td>.*?</td><td>([0-9, ]+)</td><td>(.*?)</td><td>(.*?)</td></tr>")]
    private static partial Regex Row();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tag();
}

/// <summary>An error code.</summary>
/// <param name="Name">The code.</param>
/// <param name="Happened">What happened.</param>
/// <param name="Cure">What to do.</param>
internal sealed record ErrorCode(string Name, string Happened, string Cure);
