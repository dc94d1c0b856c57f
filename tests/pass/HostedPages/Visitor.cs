using System.Net;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Passes.Tests.HostedPages;

/// <summary>A visitor with a browser, as the gateway forwards the requests.</summary>
internal sealed class Visitor(PassFixture fixture)
{
    internal const string IPhone =
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) " +
        "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1";
    internal const string Android =
        "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36";
    internal const string Desktop =
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";
    internal const string Mac =
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15";

    private static readonly HttpClient Http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    /// <summary>Another replica than the fixture's.</summary>
    internal Uri? At { get; init; }

    internal string Agent { get; init; } = IPhone;

    internal string? Languages { get; init; } = "en-US,en;q=0.9";

    internal string Address { get; init; } = "203.0.113.7";

    /// <summary>Whether the request proves that it came through the gateway.</summary>
    internal bool IsForwarded { get; init; } = true;

    internal string Accept { get; init; } = "text/html,application/xhtml+xml,*/*;q=0.8";

    internal Task<HttpResponseMessage> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    internal Task<HttpResponseMessage> HeadAsync(string path) => SendAsync(HttpMethod.Head, path, null);

    internal Task<HttpResponseMessage> PostAsync(string path, params (string Name, string Value)[] answers) =>
        SendAsync(HttpMethod.Post, path,
            new FormUrlEncodedContent(answers.Select(answer => KeyValuePair.Create(answer.Name, answer.Value))));

    internal async Task<string> PageAsync(string path, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var response = await GetAsync(path);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == expected, $"{path} answered {(int)response.StatusCode}: {text}");
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        return text;
    }

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? body)
    {
        var request = new HttpRequestMessage(method, new Uri(At ?? fixture.Passes.Url, path)) { Content = body };
        request.Headers.TryAddWithoutValidation("User-Agent", Agent);
        request.Headers.TryAddWithoutValidation("Accept", Accept);
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", Address);
        if (IsForwarded)
            request.Headers.TryAddWithoutValidation(InternalToken.GatewayHeader, fixture.Passes.Deployment.GatewayToken());
        if (Languages is not null)
            request.Headers.TryAddWithoutValidation("Accept-Language", Languages);
        return Http.SendAsync(request);
    }
}
