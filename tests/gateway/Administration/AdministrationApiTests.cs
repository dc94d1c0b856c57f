using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using Passinstance.Gateway.Administration;
using Passinstance.Gateway.Tests.Fixtures;
using Passinstance.Persistence.Auditing;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Gateway.Tests.Administration;

[Trait("Category", "Integration")]
public sealed class AdministrationApiTests
{
    [Fact]
    public async Task The_api_on_its_own_port_creates_rotates_and_revokes_keys()
    {
        await using var gateway = await StartAsync();
        using var admin = AdministratorOf(gateway);

        var organization = await PostAsync(admin, "/admin/organizations", new { name = "Acme" }, HttpStatusCode.Created);
        var organizationId = organization.GetProperty("organizationId").GetString()!;
        var key = await PostAsync(
            admin, "/admin/keys", new { organizationId, name = "server", scopes = new[] { "passes:read" } }, HttpStatusCode.Created);
        var keyId = key.GetProperty("apiKeyId").GetString()!;
        var first = key.GetProperty("apiKey").GetString();
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/api/v1/passes", first)).StatusCode);

        var rotated = await PostAsync(admin, $"/admin/keys/{keyId}/rotate", new { overlap = "00:00:00" }, HttpStatusCode.OK);
        var second = rotated.GetProperty("apiKey").GetString();
        Assert.Equal(HttpStatusCode.Unauthorized, (await gateway.GetAsync("/api/v1/passes", first)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/api/v1/passes", second)).StatusCode);

        await PostAsync(admin, $"/admin/keys/{keyId}/revoke", new { }, HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.Unauthorized, (await gateway.GetAsync("/api/v1/passes", second)).StatusCode);
        var listed = await admin.GetFromJsonAsync<JsonElement>($"/admin/keys?organizationId={organizationId}");
        Assert.NotNull(listed.GetProperty("data")[0].GetProperty("revokedAt").GetString());

        var invalid = await admin.PostAsJsonAsync("/admin/keys", new { organizationId, scopes = new[] { "passes:eat" } });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, invalid.StatusCode);
        var errors = (await invalid.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").EnumerateArray();
        Assert.Equal(["/name", "/scopes"], errors.Select(error => error.GetProperty("pointer").GetString()!));
    }

    [Fact]
    public async Task Every_change_leaves_one_entry_in_the_audit_log()
    {
        await using var gateway = await StartAsync();
        using var admin = AdministratorOf(gateway);
        var organizationId = (await PostAsync(admin, "/admin/organizations", new { name = "Audited" }, HttpStatusCode.Created))
            .GetProperty("organizationId").GetString()!;
        var keyId = (await PostAsync(admin, "/admin/keys", new { organizationId, name = "server" }, HttpStatusCode.Created))
            .GetProperty("apiKeyId").GetString()!;
        await PostAsync(admin, $"/admin/keys/{keyId}/rotate", new { overlap = "00:00:00" }, HttpStatusCode.OK);
        await PostAsync(admin, $"/admin/keys/{keyId}/revoke", new { }, HttpStatusCode.OK);

        Assert.True(TypeId.TryParse(IdPrefixes.Organization, organizationId, out var id));
        var log = await AuditLogReader.ReadAsync(
            gateway.Services.GetRequiredService<NpgsqlDataSource>(), "gateway", new AuditLogQuery(id), 10, CancellationToken.None)
            .ToListAsync();
        Assert.Equal(
            [("revokeKey", keyId), ("rotateKey", keyId), ("createKey", keyId), ("createOrganization", organizationId)],
            log.Select(entry => (entry.Operation, entry.ResourceId!)));
        Assert.All(log, entry => Assert.Equal(("administrator", "127.0.0.1"), (entry.Actor.Kind, entry.Address)));
        Assert.Equal([["revokedAt"], ["secrets"], [], []], log.Select(entry => entry.Members));
    }

    [Fact]
    public async Task The_public_port_does_not_serve_the_administration_api_for_any_host()
    {
        await using var gateway = await StartAsync();
        var admin = AdministrationUrl(gateway);
        var key = await gateway.CreateKeyAsync();

        foreach (var path in (string[])["/admin/organizations", "/admin/keys?organizationId=org_1", "/api/v1/admin/organizations"])
            Assert.Equal(HttpStatusCode.NotFound, (await gateway.GetAsync(path, key.Text, ("Host", admin.Authority))).StatusCode);

        Assert.Empty(gateway.Backend.Arrivals);
    }

    [Theory]
    [InlineData("http://0.0.0.0:0", "")]
    [InlineData("http://127.0.0.1:0", "")]
    [InlineData("http://localhost:0", "short")]
    public async Task It_does_not_start_without_a_token_on_whatever_address(string url, string token)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(
            () => GatewayFixture.StartAsync(new() { ["Administration:Url"] = url, ["Administration:Token"] = token }));
        Assert.Contains("Administration__Token", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_responds_only_to_requests_that_send_the_token()
    {
        await using var gateway = await StartAsync();
        using var admin = new HttpClient { BaseAddress = AdministrationUrl(gateway) };
        Assert.Equal(HttpStatusCode.Unauthorized, (await admin.GetAsync("/admin/organizations")).StatusCode);
        admin.DefaultRequestHeaders.Authorization = new("Bearer", Token + "x");
        Assert.Equal(HttpStatusCode.Unauthorized, (await admin.GetAsync("/admin/organizations")).StatusCode);
        admin.DefaultRequestHeaders.Authorization = new("Bearer", Token);
        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync("/admin/organizations")).StatusCode);
    }

    [Theory]
    [InlineData("Host", "rebound.attacker.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("Host", "localhost", HttpStatusCode.OK)]
    [InlineData("Origin", "https://attacker.example", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "null", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden)]
    public async Task A_web_page_gets_nothing_from_it_even_with_the_token(string header, string value, HttpStatusCode expected)
    {
        await using var gateway = await StartAsync();
        using var admin = AdministratorOf(gateway);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/admin/organizations");
        Assert.True(request.Headers.TryAddWithoutValidation(header, value));

        using var response = await admin.SendAsync(request);

        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData("Authorization", "", HttpStatusCode.Unauthorized)]
    [InlineData("Authorization", $"Basic {Token}", HttpStatusCode.Unauthorized)]
    [InlineData("Host", "rebound.attacker.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("Origin", "https://attacker.example", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "same-site", HttpStatusCode.Forbidden)]
    public async Task A_refused_request_creates_nothing(string header, string value, HttpStatusCode expected)
    {
        await using var gateway = await GatewayFixture.StartAsync(Settings(), await Deployment.CreateAsync());
        using var admin = AdministratorOf(gateway);
        using var page = new HttpClient { BaseAddress = admin.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/admin/organizations")
        {
            Content = JsonContent.Create(new { name = "Attacker" }),
        };
        if (header != "Authorization")
            request.Headers.Authorization = new("Bearer", Token);
        Assert.True(request.Headers.TryAddWithoutValidation(header, value));

        using var response = await page.SendAsync(request);

        Assert.Equal(expected, response.StatusCode);
        var organizations = await admin.GetFromJsonAsync<JsonElement>("/admin/organizations");
        Assert.Equal(0, organizations.GetProperty("data").GetArrayLength());
    }

    private const string Token = "a-long-random-token-of-an-operator";

    private static Task<GatewayFixture> StartAsync() => GatewayFixture.StartAsync(Settings());

    private static Dictionary<string, string?> Settings() =>
        new() { ["Administration:Url"] = "http://127.0.0.1:0", ["Administration:Token"] = Token };

    private static HttpClient AdministratorOf(GatewayFixture gateway) => new()
    {
        BaseAddress = AdministrationUrl(gateway),
        DefaultRequestHeaders = { Authorization = new("Bearer", Token) },
    };

    private static Uri AdministrationUrl(GatewayFixture gateway) =>
        new(gateway.Services.GetRequiredService<AdministrationListener>().Url!);

    private static async Task<JsonElement> PostAsync(HttpClient client, string path, object body, HttpStatusCode expected)
    {
        var response = await client.PostAsJsonAsync(path, body);
        Assert.True(expected == response.StatusCode, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
