using System.Net;
using System.Text.RegularExpressions;
using Passinstance.Gateway.Tests.Fixtures;

namespace Passinstance.Gateway.Tests.SignIn;

/// <summary>A browser without JavaScript: it has cookies, follows links and sends forms as they stand on the page.</summary>
internal sealed partial class Browser(GatewayFixture gateway, string address = "203.0.113.10")
{
    public GatewayFixture Gateway => gateway;

    public Dictionary<string, string> Cookies { get; } = new(StringComparer.Ordinal);

    /// <summary>The last page.</summary>
    public string Page { get; private set; } = "";

    public HttpStatusCode Status { get; private set; }

    /// <summary>Where the last response leads, if anywhere.</summary>
    public string? Location { get; private set; }

    public HttpResponseMessage Response { get; private set; } = null!;

    public Task<Browser> OpenAsync(string url) => SendAsync(HttpMethod.Get, Path(url), content: null);

    /// <summary>Follows redirects within the gateway, as a browser does.</summary>
    public async Task<Browser> FollowAsync()
    {
        for (var i = 0; i < 5 && Location is { } location && !location.Contains("/dashboard", StringComparison.Ordinal); i++)
            await OpenAsync(location);
        return this;
    }

    /// <summary>Sends the page's form that has these fields, beside those that it has already.</summary>
    public Task<Browser> SubmitAsync(params (string Name, string Value)[] fields)
    {
        var form = Forms().Matches(Page).FirstOrDefault(form => fields.All(
            field => form.Groups[2].Value.Contains($"name=\"{field.Name}\"", StringComparison.Ordinal)))
            ?? throw new InvalidOperationException($"The page has no such form: {Page}");
        return PostAsync(WebUtility.HtmlDecode(form.Groups[1].Value), [.. Hidden(form.Groups[2].Value), .. fields]);
    }

    public Task<Browser> PostAsync(string path, params (string Name, string Value)[] fields) => SendAsync(
        HttpMethod.Post, path, new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))));

    /// <summary>The hidden fields of the page's forms.</summary>
    public (string Name, string Value)[] Hidden() => Hidden(Page);

    /// <summary>What the page says went wrong.</summary>
    public string? Alert => AlertText().Match(Page) is { Success: true } match ? WebUtility.HtmlDecode(match.Groups[1].Value) : null;

    private static (string Name, string Value)[] Hidden(string html) =>
        [.. HiddenField().Matches(html).Select(field => (field.Groups[1].Value, WebUtility.HtmlDecode(field.Groups[2].Value)))];

    private async Task<Browser> SendAsync(HttpMethod method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", address);
        request.Headers.TryAddWithoutValidation("User-Agent", "Test browser");
        if (Cookies.Count > 0)
            request.Headers.Add("Cookie", string.Join("; ", Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        Response = await gateway.Client.SendAsync(request);
        foreach (var cookie in Response.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
        {
            var (name, value) = (cookie.Split('=')[0], cookie[(cookie.IndexOf('=', StringComparison.Ordinal) + 1)..].Split(';')[0]);
            if (value.Length == 0)
                Cookies.Remove(name);
            else
                Cookies[name] = value;
        }

        Status = Response.StatusCode;
        Location = Response.Headers.Location?.ToString();
        Page = await Response.Content.ReadAsStringAsync();
        return this;
    }

    private static string Path(string url) => Uri.TryCreate(url, UriKind.Absolute, out var absolute) && absolute.Scheme != "file"
        ? absolute.PathAndQuery
        : url;

    [GeneratedRegex("<form method=\"post\" action=\"([^\"]+)\">(.*?)</form>", RegexOptions.Singleline)]
    private static partial Regex Forms();

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\">")]
    private static partial Regex HiddenField();

    [GeneratedRegex("role=\"alert\">([^<]*)<")]
    private static partial Regex AlertText();
}
