using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Passinstance.Gateway.Tests.Fixtures;
using Passinstance.Gateway.Tests.SignIn;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Gateway.Tests.SelfService;

[Trait("Category", "Integration")]
public sealed class ExportTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private const string Path = "/api/v1/exports";
    private readonly GatewayFixture _gateway = fixture.Reset();

    [Fact]
    public async Task An_owner_exports_what_every_program_has_in_one_file()
    {
        var owner = await TestPerson.SignedInAsync(_gateway);
        var token = await owner.AccessTokenAsync();
        var key = await owner.ReadAsync(
            HttpMethod.Post, "/api/v1/api-keys", token, new { name = "Till", scopes = new[] { "passes:read" } }, HttpStatusCode.Created);
        var export = await owner.ReadAsync(HttpMethod.Post, Path, token, new { }, HttpStatusCode.Created);
        var id = export.GetProperty("id").GetString()!;
        Assert.Equal(("ready", false, 0), (export.GetProperty("status").GetString(), export.GetProperty("signedPasses").GetBoolean(),
            export.GetProperty("downloads").GetInt32()));
        // Made after the export.
        await owner.ReadAsync(
            HttpMethod.Post, "/api/v1/api-keys", token, new { name = "Later", scopes = new[] { "passes:read" } }, HttpStatusCode.Created);
        _gateway.Backend.Reset();
        _gateway.Backend.Respond = RespondAsync;

        var response = await owner.CallAsync(HttpMethod.Get, $"{Path}/{id}/download", token);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType?.MediaType);
        var lines = Lines(text);

        Assert.Equal(
            ["organization", "member", "apiKey", "template", "templateVersion", "image", "walletIdentity", "pass", "passImage",
                "personalization", "bundle", "batch", "batchItem", "erasure", "webhook", "pushNotification", "auditLogEntry", "end"],
            lines.Select(Kind).Distinct());
        Assert.Equal(key.GetProperty("id").GetString(), Assert.Single(lines, line => Kind(line) == "apiKey").GetProperty("id").GetString());
        Assert.Contains(owner.Email, Assert.Single(lines, line => Kind(line) == "member").GetRawText(), StringComparison.Ordinal);
        Assert.Contains(
            lines, line => Kind(line) == "auditLogEntry" && line.GetRawText().Contains("createApiKey", StringComparison.Ordinal));
        Assert.DoesNotContain(key.GetProperty("apiKey").GetString()!, text, StringComparison.Ordinal);
        var counts = lines[^1].GetProperty("data").GetProperty("counts");
        Assert.Equal(2, counts.GetProperty("pass").GetInt32());
        Assert.Equal(lines.Count - 1, counts.EnumerateObject().Sum(count => count.Value.GetInt32()));
        // The services are asked with a right of their own, not with all of the caller's.
        Assert.All(_gateway.Backend.Arrivals.Where(one => one.Target.StartsWith("/internal/exports", StringComparison.Ordinal)), arrival =>
            Assert.Equal([Scopes.ExportsRead], ScopesOf(arrival)));

        var shown = await owner.ReadAsync(HttpMethod.Get, $"{Path}/{id}", token);
        Assert.Equal(1, shown.GetProperty("downloads").GetInt32());
        Assert.Equal(id, (await owner.ReadAsync(HttpMethod.Get, Path, token)).GetProperty("data")[0].GetProperty("id").GetString());
        var log = await owner.ReadAsync(HttpMethod.Get, "/api/v1/audit-log?operation=downloadExport", token);
        Assert.Equal(id, log.GetProperty("data")[0].GetProperty("resourceId").GetString());
    }

    [Fact]
    public async Task A_download_goes_on_after_the_last_line_that_arrived()
    {
        var key = await _gateway.CreateKeyAsync(null, "--scopes", "exports:read,exports:write");
        var id = await CreateAsync(key);
        _gateway.Backend.Respond = RespondAsync;

        var all = Lines(await ReadAsync(key, id));
        var rest = Lines(await ReadAsync(key, id, $"pass:{PassId(0)}"));

        var at = all.FindIndex(line => line.GetProperty("id").GetString() == PassId(0));
        Assert.Equal(
            all.Skip(at + 1).Where(line => Kind(line) is not ("auditLogEntry" or "end")).Select(line => line.GetRawText()),
            rest.Where(line => Kind(line) is not ("auditLogEntry" or "end")).Select(line => line.GetRawText()));
        Assert.DoesNotContain(rest, line => Kind(line) == "template");
        foreach (var wrong in (string[])
            ["", "pass", "pass:", "nothing:pas_1", "pass:tpl_01kb2m8c1nf4gtw2q9y6e3s7jb", "image:a b", "batchItem:1"])
        {
            await ProblemAssert.IsAsync(HttpStatusCode.UnprocessableEntity, "invalid_request",
                await _gateway.GetAsync($"{Path}/{id}/download?after={Uri.EscapeDataString(wrong)}", key.Text));
        }
    }

    [Fact]
    public async Task A_service_that_is_away_is_an_error_and_one_that_goes_away_breaks_the_file_off()
    {
        var key = await _gateway.CreateKeyAsync(null, "--scopes", "exports:read,exports:write");
        var id = await CreateAsync(key);

        _gateway.Backend.Respond = context => context.Request.Path.Value!.Contains("webhook", StringComparison.Ordinal)
            ? FailAsync(context) : RespondAsync(context);
        await ProblemAssert.IsAsync(
            HttpStatusCode.ServiceUnavailable, "service_unavailable", await _gateway.GetAsync($"{Path}/{id}/download", key.Text));

        _gateway.Backend.Respond = async context =>
        {
            await RespondAsync(context);
            // Only the first kind of a service is asked for beforehand.
            if (context.Request.Path.Value!.EndsWith("/bundle", StringComparison.Ordinal))
                context.Abort();
        };
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Path}/{id}/download");
        request.Headers.Add("X-API-Key", key.Text);
        using var response = await _gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task An_export_expires_and_there_are_only_so_many()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var gateway = await GatewayFixture.StartAsync(
            new() { ["Exports:Lifetime"] = "01:00:00", ["Exports:MaxOpen"] = "2" }, time: time);
        var key = await gateway.CreateKeyAsync(null, "--scopes", "exports:read,exports:write");
        var id = await CreateAsync(key, gateway);
        await CreateAsync(key, gateway);
        var problem = await gateway.SendAsync(HttpMethod.Post, Path, key.Text, Json("{}"));
        Assert.Contains("2 exports that have not expired", await problem.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, problem.StatusCode);

        time.Advance(TimeSpan.FromMinutes(61));
        await ProblemAssert.IsAsync(HttpStatusCode.Gone, "export_expired", await gateway.GetAsync($"{Path}/{id}/download", key.Text));
        var shown = JsonElement.Parse(await (await gateway.GetAsync($"{Path}/{id}", key.Text)).Content.ReadAsStringAsync());
        Assert.Equal("expired", shown.GetProperty("status").GetString());
        await CreateAsync(key, gateway);
    }

    [Fact]
    public async Task An_export_is_of_its_organization_and_needs_its_scopes()
    {
        var key = await _gateway.CreateKeyAsync(null, "--scopes", "exports:read,exports:write");
        var id = await CreateAsync(key);
        var stranger = await _gateway.CreateKeyAsync(null, "--scopes", "exports:read");
        foreach (var path in (string[])[$"{Path}/{id}", $"{Path}/{id}/download", $"{Path}/exp_x/download"])
            await ProblemAssert.IsAsync(HttpStatusCode.NotFound, "not_found", await _gateway.GetAsync(path, stranger.Text));
        // The default scopes have neither.
        var plain = await _gateway.CreateKeyAsync(key.OrganizationId);
        foreach (var path in (string[])[Path, $"{Path}/{id}", $"{Path}/{id}/download"])
            await ProblemAssert.IsAsync(HttpStatusCode.Forbidden, "missing_scope", await _gateway.GetAsync(path, plain.Text));
        await ProblemAssert.IsAsync(
            HttpStatusCode.Forbidden, "missing_scope", await _gateway.SendAsync(HttpMethod.Post, Path, stranger.Text, Json("{}")));
        foreach (var role in (string[])["developer", "marketing", "scanner", "viewer"])
        {
            var person = await TestPerson.SignedInAsync(_gateway, key.OrganizationId, role);
            await ProblemAssert.IsAsync(HttpStatusCode.Forbidden, "missing_scope",
                await person.CallAsync(HttpMethod.Get, $"{Path}/{id}/download", await person.AccessTokenAsync()));
        }
    }

    // What each service's stream is like.
    private static async Task RespondAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments("/internal/exports"))
        {
            await context.Response.WriteAsync("[]");
            return;
        }

        var kind = context.Request.Path.Value!.Split('/')[^1];
        context.Response.ContentType = "application/x-ndjson";
        // Nothing is as old as the moment with which a service is only reached.
        if (context.Request.Query["until"].ToString().StartsWith("1970", StringComparison.Ordinal))
            return;
        var ids = kind == "pass" ? [PassId(0), PassId(1)] : (string[])[$"{kind}-1"];
        foreach (var id in ids.Where(id => string.CompareOrdinal(id, context.Request.Query["after"]) > 0))
            await context.Response.WriteAsync(JsonSerializer.Serialize(new { kind, id, data = new { id } }) + "\n");
    }

    private static Task FailAsync(HttpContext context)
    {
        context.Response.StatusCode = 500;
        return Task.CompletedTask;
    }

    private static string[] ScopesOf(Arrival arrival) =>
        [.. arrival.Caller.FindAll("scopes").Select(claim => claim.Value)];

    private static string PassId(int number) => $"pas_01kb2ma1vtf7g8k4m0n5r2x9c{number}";

    private static StringContent Json(string text) => new(text, System.Text.Encoding.UTF8, "application/json");

    private static List<JsonElement> Lines(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];

    private static string Kind(JsonElement line) => line.GetProperty("kind").GetString()!;

    private async Task<string> CreateAsync(TestKey key, GatewayFixture? gateway = null)
    {
        var response = await (gateway ?? _gateway).SendAsync(HttpMethod.Post, Path, key.Text, Json("{}"));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.Created, text);
        return JsonElement.Parse(text).GetProperty("id").GetString()!;
    }

    private async Task<string> ReadAsync(TestKey key, string id, string? after = null)
    {
        var response = await _gateway.GetAsync(
            $"{Path}/{id}/download" + (after is null ? "" : $"?after={Uri.EscapeDataString(after)}"), key.Text);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return text;
    }
}
