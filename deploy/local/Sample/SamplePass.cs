using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Passinstance.Local.State;
using Passinstance.LocalServers;

namespace Passinstance.Local.Sample;

/// <summary>The pass that the launcher issued.</summary>
internal sealed record IssuedSample(string Id, string SerialNumber, Uri DownloadUrl);

/// <summary>Issues a pass like any client: a template and a pass through the public API, then the download.</summary>
internal sealed class SamplePass(HttpClient http, string gatewayUrl, string apiKey)
{
    private const string TemplateName = "Launcher sample card";
    private static readonly TimeSpan MaxUnavailable = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>Issues a pass with a new serial number and saves it.</summary>
    public async Task<IssuedSample> IssueAsync(string path, CancellationToken cancellationToken)
    {
        var (pass, serialNumber) = await IssueAsync(cancellationToken);
        var downloadUrl = pass.GetProperty("downloadUrl").GetString()!;
        // Without the API key: a download address is its own credential, since it is opened on a phone.
        using var response = await http.GetAsync(new Uri(downloadUrl), cancellationToken);
        if (!response.IsSuccessStatusCode || response.Content.Headers.ContentType?.MediaType != "application/vnd.apple.pkpass")
            throw new LocalSetupException(
                $"GET {downloadUrl} returned {(int)response.StatusCode} {response.Content.Headers.ContentType}, not a pass.");
        OwnerFile.Write(path, await response.Content.ReadAsByteArrayAsync(cancellationToken));
        return new IssuedSample(pass.GetProperty("id").GetString()!, serialNumber, new Uri(downloadUrl));
    }

    /// <summary>Issues a pass with a new serial number, as the API shows it.</summary>
    public async Task<(JsonElement Pass, string SerialNumber)> IssueAsync(CancellationToken cancellationToken)
    {
        var templateId = await FindTemplateAsync(cancellationToken)
            ?? await CreateTemplateAsync(cancellationToken);
        var serialNumber = string.Create(CultureInfo.InvariantCulture, $"SAMPLE-{DateTime.UtcNow:yyyyMMdd-HHmmss-fff}");
        var pass = await SendAsync(HttpMethod.Post, "/api/v1/passes", new
        {
            templateId,
            serialNumber,
            fields = new Dictionary<string, object>
            {
                ["memberName"] = new { label = "Member", value = "Jane Doe" },
                ["tier"] = new { label = "Tier", value = "Gold" },
            },
            barcodeFormat = "qr",
            barcodeMessage = serialNumber,
        }, cancellationToken);
        return (pass, serialNumber);
    }

    /// <summary>Changes the holder's tier.</summary>
    public Task<JsonElement> UpgradeAsync(string passId, string tier, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Put, $"/api/v1/passes/{passId}", new { fields = new { tier = new { label = "Tier", value = tier } } },
            cancellationToken);

    /// <summary>True when the gateway accepts the key. False on 401: the key belongs to another database.</summary>
    public async Task<bool> KeyIsKnownAsync(CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Get, "/api/v1/templates?limit=1", null);
        using var response = await http.SendAsync(request, cancellationToken);
        return response.StatusCode != HttpStatusCode.Unauthorized;
    }

    private async Task<string?> FindTemplateAsync(CancellationToken cancellationToken)
    {
        var list = await SendAsync(HttpMethod.Get, "/api/v1/templates?limit=100", null, cancellationToken);
        return list.GetProperty("data").EnumerateArray()
            .Where(template => template.GetProperty("name").GetString() == TemplateName)
            .Select(template => template.GetProperty("id").GetString())
            .FirstOrDefault();
    }

    private async Task<string> CreateTemplateAsync(CancellationToken cancellationToken)
    {
        var template = await SendAsync(HttpMethod.Post, "/api/v1/templates", new
        {
            name = TemplateName,
            description = "Membership card made by the launcher",
            passType = "storeCard",
            organizationName = "Passinstance Local",
            teamIdentifier = "A1B2C3D4E5",
            passTypeIdentifier = "pass.com.passinstance.local",
            backgroundColor = "#1b3a57",
            foregroundColor = "#ffffff",
            labelColor = "#c9d6e2",
            layout = new
            {
                primaryFields = new[] { new { key = "memberName", label = "Member" } },
                secondaryFields = new[] { new { key = "tier", label = "Tier", changeMessage = "Your tier is now %@." } },
            },
        }, cancellationToken);
        return template.GetProperty("id").GetString()!;
    }

    /// <summary>Calls the API with the key; throws <see cref="LocalSetupException"/> unless it succeeds.</summary>
    public async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            using var request = Request(method, path, body);
            using var response = await http.SendAsync(request, cancellationToken);
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                using var document = JsonDocument.Parse(text);
                return document.RootElement.Clone();
            }

            // Nothing was stored: a program that has just started on a busy machine responds too late to another.
            if (response.StatusCode != HttpStatusCode.ServiceUnavailable ||
                TimeProvider.System.GetElapsedTime(started) > MaxUnavailable)
                throw new LocalSetupException($"{method} {path} returned {(int)response.StatusCode}: {text}");
            await Task.Delay(RetryDelay, cancellationToken);
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string path, object? body) => new(method, gatewayUrl + path)
    {
        Headers = { { "X-API-Key", apiKey } },
        Content = body is null ? null : JsonContent.Create(body),
    };
}
