using System.Net.Http.Headers;
using System.Text.Json;
using Passinstance.System.Tests.FirstPass;
using Passinstance.System.Tests.OpenApi;
using Passinstance.Testing;
using Passinstance.Testing.Services;
using Passinstance.Testing.Wallet;
using ApiOperation = Passinstance.System.Tests.OpenApi.ApiOperation;

namespace Passinstance.System.Tests.AuditLog;

/// <summary>The audit log of the whole system, as its owner reads it and as an operator verifies it.</summary>
[Trait("Category", "System")]
public sealed class AuditLogTests(RunningSystem system, ITestOutputHelper output)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    // What an operation needs before it changes something.
    private static readonly Dictionary<string, string> Before = new(StringComparer.Ordinal)
    {
        ["enableWebhook"] = "disableWebhook",
        ["publishTemplate"] = "putTemplateImage",
    };

    [Fact]
    public async Task No_operation_writes_without_an_entry()
    {
        using var tenant = await Tenant.CreateAsync(system);
        // A preview is a POST because it has a body; its scope reads.
        var writing = ApiOperation.All.Where(operation =>
            operation.Method != HttpMethod.Get && operation.Scope.EndsWith(":write", StringComparison.Ordinal)).ToList();
        foreach (var operation in writing)
        {
            tenant.Forget();
            if (Before.TryGetValue(operation.Id, out var before))
                await tenant.CallAsync(ApiOperation.All.Single(other => other.Id == before));
            var answer = await tenant.CallAsync(operation, await BodyOfAsync(tenant, operation));
            Assert.True(answer.IsSuccess || (int)answer.Status == ExampleTests.Expected.GetValueOrDefault(operation.Id),
                $"{operation} answered {(int)answer.Status} to its example: {answer.Text}");
        }

        var log = await ExportAsync(tenant.Client);
        var logged = log.Select(entry => entry.Text("operation")).ToHashSet();
        // An operation whose example changes nothing, such as one that finds nothing to send again, is expected to say so.
        var missing = writing.Select(operation => operation.Id)
            .Where(id => !logged.Contains(id) && !ExampleTests.Expected.ContainsKey(id)).ToList();
        Assert.True(missing.Count == 0, $"No entry was written by {string.Join(", ", missing)}.");
        Assert.All(log, entry => Assert.True(entry.Text("time").EndsWith('Z') && entry.Text("id").StartsWith("aud_")));
        Assert.Equal(log.Select(entry => entry.Text("id")).OrderDescending(StringComparer.Ordinal), log.Select(entry => entry.Text("id")));
        output.WriteLine(
            $"{writing.Count} writing operations left {log.Count} entries of {logged.Count} operations in " +
            $"{log.Select(entry => entry.Text("service")).Distinct().Count()} programs.");
    }

    [Fact]
    public async Task Administration_and_sign_ins_of_programs_are_in_the_organization_s_log()
    {
        var organization = await system.NewOrganizationIdAsync();
        using var client = new HttpClient { BaseAddress = system.Gateway };
        client.DefaultRequestHeaders.Add("X-API-Key", await system.NewApiKeyAsync(organization, "audit-log:read"));
        var secret = (await system.NewOAuthClientAsync(organization)).Split(':');
        using var token = await client.PostAsync("/oauth/token", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = secret[0],
            ["client_secret"] = secret[1],
        }));
        Assert.True(token.IsSuccessStatusCode);

        var log = await ExportAsync(client);
        Assert.Equal(["createAccessToken", "createClient", "createKey", "createOrganization"],
            log.Select(entry => entry.Text("operation")));
        Assert.Equal(["client", "command", "command", "command"], log.Select(entry => entry.GetProperty("actor").Text("kind")));
        Assert.All(log, entry => Assert.Equal("gateway", entry.Text("service")));
        Assert.Equal(organization, log[3].Text("resourceId"));
    }

    [Fact]
    public async Task Pages_are_cut_by_time_over_all_programs()
    {
        using var tenant = await Tenant.CreateAsync(system);
        for (var i = 0; i < 3; i++)
        {
            tenant.Forget();
            foreach (var prefix in (string[])["tpl", "pas", "whk", "ntf"])
                await tenant.ObjectAsync(prefix);
        }

        var all = (await ExportAsync(tenant.Client)).Select(entry => entry.Text("id")).ToList();
        var paged = new List<string>();
        for (var cursor = ""; ;)
        {
            var page = await tenant.Client.CallAsync(HttpMethod.Get, $"/api/v1/audit-log?limit=4{cursor}");
            paged.AddRange(page.GetProperty("data").EnumerateArray().Select(entry => entry.Text("id")));
            if (!page.GetProperty("hasMore").GetBoolean())
                break;
            cursor = $"&cursor={page.Text("nextCursor")}";
        }

        Assert.Equal(all, paged);
        Assert.True(all.Count >= 14);
        foreach (var query in (string[])["actor=nobody", "resource=x", "since=2026-02-01T00:00:00Z&until=2026-01-01T00:00:00Z",
            "operation=", "cursor=x", "limit=0", "what=1"])
        {
            using var refused = await tenant.Client.GetAsync($"/api/v1/audit-log?{query}");
            Assert.Equal(422, (int)refused.StatusCode);
        }
    }

    [Fact]
    public async Task The_command_verifies_every_program()
    {
        using var tenant = await Tenant.CreateAsync(system);
        foreach (var prefix in (string[])["pas", "whk", "ntf"])
            await tenant.ObjectAsync(prefix);
        await Eventually.TrueAsync(
            async _ => (await VerifyAsync()).All(program => program.GetProperty("blocks").GetInt64() > 0), Deadline,
            "every program has chained its entries");

        var programs = await VerifyAsync();
        Assert.Equal(["gateway", "template", "pass", "webhook-dispatch", "notification"], programs.Select(one => one.Text("service")));
        Assert.All(programs, program => Assert.Equal(0, program.GetProperty("findings").GetArrayLength()));
    }

    // An example that changes nothing becomes one that does.
    private static async Task<string?> BodyOfAsync(Tenant tenant, ApiOperation operation)
    {
        if (operation.Id == "addBundlePasses")
        {
            // The bundle has the pass that it was made with.
            await tenant.PathAsync(operation);
            var other = await tenant.CallAsync(ApiOperation.All.Single(one => one.Id == "createPass"));
            return JsonSerializer.Serialize(new { passIds = new[] { other.Json!["id"]!.GetValue<string>() } });
        }

        if (operation.Id == "putCertificate")
        {
            // The example's certificate is stored already; this one renews it.
            await tenant.PathAsync(operation);
            const string PassType = "pass.com.example.identity";
            var requested = await tenant.SendAsync(
                HttpMethod.Post, "/api/v1/wallet-identities/apple/requests", $$"""{"passTypeIdentifier":"{{PassType}}"}""");
            using var authority = new AppleTestAuthority();
            var certificate = authority.IssueFor(requested.Json!["certificateRequest"]!.GetValue<string>(), PassType, "A1B2C3D4E5");
            return JsonSerializer.Serialize(
                new { certificate = Convert.ToBase64String(certificate), intermediates = authority.IntermediatePem });
        }

        return operation.TakesJson
            ? (await tenant.ExampleAsync(operation))?.Replace("\"dryRun\":true", "\"dryRun\":false", StringComparison.Ordinal)
            : null;
    }

    private async Task<List<JsonElement>> VerifyAsync() =>
        [.. (await system.AdministerAsync("audit", "verify")).GetProperty("programs").EnumerateArray()];

    private static async Task<List<JsonElement>> ExportAsync(HttpClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/audit-log");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/x-ndjson"));
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType?.MediaType);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
    }
}
