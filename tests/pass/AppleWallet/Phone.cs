using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Testing.Services;
using Passinstance.Testing.Wallet;

namespace Passinstance.Passes.Tests.AppleWallet;

/// <summary>The single calls of a device; the simulated phone makes them in a device's order.</summary>
internal sealed class Phone(RunningService passes, Guid organizationId)
{
    internal Phone(PassFixture fixture, Guid organizationId)
        : this(fixture.Passes, organizationId)
    {
    }

    internal const string PassType = "pass.test.members";
    private readonly HttpClient _http = passes.AnonymousClient();

    internal string Device { get; init; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    internal string PushToken { get; set; } = RandomNumberGenerator.GetHexString(64, lowercase: true);

    internal static Task<Card> DownloadAsync(PassFixture fixture, JsonElement pass) => DownloadAsync(fixture.Passes, pass);

    internal static async Task<Card> DownloadAsync(RunningService passes, JsonElement pass)
    {
        var pkpass = PkpassReader.Read(
            await passes.AnonymousClient().GetByteArrayAsync(new Uri(pass.Text("downloadUrl")).AbsolutePath));
        return new Card(pass.Text("id"), pkpass.PassJson.Text("serialNumber"), pkpass.PassJson.Text("authenticationToken"));
    }

    internal Task<HttpStatusCode> RegisterAsync(Card card, string? token = null, string? pushToken = null) =>
        StatusAsync(HttpMethod.Post, $"devices/{Device}/registrations/{PassType}/{Encode(card.SerialNumber)}", token
            ?? card.Token, JsonSerializer.Serialize(new { pushToken = pushToken ?? PushToken }));

    internal Task<HttpStatusCode> UnregisterAsync(Card card, string? token = null) =>
        StatusAsync(HttpMethod.Delete, $"devices/{Device}/registrations/{PassType}/{Encode(card.SerialNumber)}", token ?? card.Token);

    /// <summary>Null on 204.</summary>
    internal async Task<(IReadOnlyList<string> SerialNumbers, string Tag)?> ListAsync(string? since = null)
    {
        using var response = await SendAsync(
            HttpMethod.Get, $"devices/{Device}/registrations/{PassType}{(since is null ? "" : $"?passesUpdatedSince={since}")}", null);
        if (response.StatusCode == HttpStatusCode.NoContent)
            return null;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        var answer = JsonElement.Parse(await response.Content.ReadAsStringAsync());
        return ([.. answer.GetProperty("serialNumbers").EnumerateArray().Select(serial => serial.GetString()!)],
            answer.Text("lastUpdated"));
    }

    internal Task<HttpResponseMessage> FetchAsync(Card card, DateTimeOffset? since = null, string? token = null) =>
        SendAsync(HttpMethod.Get, $"passes/{PassType}/{Encode(card.SerialNumber)}", token ?? card.Token, null, since);

    internal async Task<HttpStatusCode> StatusAsync(HttpMethod method, string path, string? token, string? body = null)
    {
        using var response = await SendAsync(method, path, token, body);
        return response.StatusCode;
    }

    internal Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? token, string? body = null, DateTimeOffset? since = null, string? proof = null)
    {
        var address = $"/wallet/apple/{TypeId.Format(IdPrefixes.Organization, organizationId)}";
        var request = new HttpRequestMessage(method, $"{address}{(proof is null ? "" : $"/holder/{proof}")}/v1/{path}");
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("ApplePass", token);
        request.Headers.IfModifiedSince = since;
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return _http.SendAsync(request);
    }

    private static string Encode(string serialNumber) => Uri.EscapeDataString(serialNumber);
}

/// <summary>What a device knows of a pass.</summary>
internal sealed record Card(string Id, string SerialNumber, string Token);
