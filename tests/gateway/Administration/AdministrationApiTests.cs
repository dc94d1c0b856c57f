using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.Gateway.Administration;
using Passinstance.Gateway.Tests.Running;

namespace Passinstance.Gateway.Tests.Administration;

public sealed class AdministrationApiTests
{
    [Fact]
    public async Task The_api_on_its_own_port_makes_rotates_and_revokes_keys()
    {
        await using var gateway = await RunningGateway.StartAsync(new() { ["Administration:Url"] = "http://127.0.0.1:0" });
        using var admin = new HttpClient { BaseAddress = new Uri(gateway.Services.GetRequiredService<AdministrationListener>().Url!) };

        var organization = await PostAsync(admin, "/admin/organizations", new { name = "Acme" }, HttpStatusCode.Created);
        var organizationId = organization.GetProperty("organizationId").GetString()!;
        var key = await PostAsync(admin, "/admin/keys", new { organizationId, name = "server", scopes = new[] { "passes:read" } }, HttpStatusCode.Created);
        var keyId = key.GetProperty("apiKeyId").GetString()!;
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/api/v1/passes", key.GetProperty("apiKey").GetString())).StatusCode);

        var rotated = await PostAsync(admin, $"/admin/keys/{keyId}/rotate", new { overlap = "00:00:00" }, HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.Unauthorized, (await gateway.GetAsync("/api/v1/passes", key.GetProperty("apiKey").GetString())).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/api/v1/passes", rotated.GetProperty("apiKey").GetString())).StatusCode);

        await PostAsync(admin, $"/admin/keys/{keyId}/revoke", new { }, HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.Unauthorized, (await gateway.GetAsync("/api/v1/passes", rotated.GetProperty("apiKey").GetString())).StatusCode);
        var listed = await admin.GetFromJsonAsync<JsonElement>($"/admin/keys?organizationId={organizationId}");
        Assert.NotNull(listed.GetProperty("data")[0].GetProperty("revokedAt").GetString());

        var invalid = await admin.PostAsJsonAsync("/admin/keys", new { organizationId, scopes = new[] { "passes:eat" } });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, invalid.StatusCode);
        Assert.Equal(["/name", "/scopes"], (await invalid.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("pointer").GetString()!));
    }

    [Fact]
    public async Task The_public_port_knows_no_administration_whatever_host_is_asked_for()
    {
        await using var gateway = await RunningGateway.StartAsync(new() { ["Administration:Url"] = "http://127.0.0.1:0" });
        var admin = new Uri(gateway.Services.GetRequiredService<AdministrationListener>().Url!);
        var key = await gateway.CreateKeyAsync();

        foreach (var path in (string[])["/admin/organizations", "/admin/keys?organizationId=org_1", "/api/v1/admin/organizations"])
            Assert.Equal(HttpStatusCode.NotFound, (await gateway.GetAsync(path, key.Text, ("Host", admin.Authority))).StatusCode);
        Assert.Empty(gateway.Backend.Arrivals);
    }

    [Fact]
    public async Task Beyond_loopback_it_does_not_start_without_a_token_and_answers_only_to_it()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => RunningGateway.StartAsync(new() { ["Administration:Url"] = "http://0.0.0.0:0" }));

        await using var gateway = await RunningGateway.StartAsync(new() { ["Administration:Url"] = "http://127.0.0.1:0", ["Administration:Token"] = "let-me-in" });
        using var admin = new HttpClient { BaseAddress = new Uri(gateway.Services.GetRequiredService<AdministrationListener>().Url!) };
        Assert.Equal(HttpStatusCode.Unauthorized, (await admin.GetAsync("/admin/organizations")).StatusCode);
        admin.DefaultRequestHeaders.Authorization = new("Bearer", "let-me-in");
        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync("/admin/organizations")).StatusCode);
    }

    private static async Task<JsonElement> PostAsync(HttpClient client, string path, object body, HttpStatusCode expected)
    {
        var response = await client.PostAsJsonAsync(path, body);
        Assert.True(expected == response.StatusCode, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
