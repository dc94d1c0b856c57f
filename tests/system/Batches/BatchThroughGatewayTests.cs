using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Passinstance.System.Tests.FirstPass;
using Passinstance.Testing;
using Passinstance.Testing.Services;
using Passinstance.Testing.Webhooks;

namespace Passinstance.System.Tests.Batches;

/// <summary>Batches and bundles as a client meets them: through the gateway, with its limits, and received of by a webhook.</summary>
[Trait("Category", "System")]
public sealed class BatchThroughGatewayTests(RunningSystem system)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task A_large_batch_runs_once_and_its_completion_and_its_bundle_are_delivered()
    {
        using var api = await system.NewOrganizationAsync();
        await using var endpoint = await EndpointServer.StartAsync();
        await api.CreateAsync("/api/v1/webhooks", new { url = new Uri(endpoint.Url, "/hooks"), events = new[] { "batch.completed" } });
        var template = (await api.CreateAsync("/api/v1/templates", new
        {
            name = "Tickets",
            description = "Ticket",
            passType = "eventTicket",
            organizationName = "Passinstance",
            teamIdentifier = "A1B2C3D4E5",
            passTypeIdentifier = "pass.test.batch",
        })).Text("id");
        // Twelve million bytes: far more than any other operation takes.
        var padding = new string('x', 60_000);
        var body = JsonSerializer.Serialize(
            new
            {
                operation = "create",
                items = Enumerable.Range(0, 200)
            .Select(i => new { templateId = template, serialNumber = $"T-{i}", userInfo = new { padding } })
            });

        var (started, isReplayed) = await StartAsync(api, body);
        var (repeated, isRepeatReplayed) = await StartAsync(api, body);
        JsonElement batch = default;
        await Eventually.TrueAsync(
            async token => (batch = await api.CallAsync(HttpMethod.Get, $"/api/v1/batch/{started.Text("id")}", cancellationToken: token))
                .Text("status") == "completed", Deadline, "the batch ends");

        Assert.Equal((false, true), (isReplayed, isRepeatReplayed));
        Assert.Equal(started.GetRawText(), repeated.GetRawText());
        Assert.Equal(200, batch.GetProperty("counts").GetProperty("created").GetInt32());
        var received = JsonElement.Parse((await endpoint.WaitForCountAsync(1, Deadline))[0].Text);
        Assert.Equal(("batch.completed", batch.Text("id")), (received.Text("type"), received.GetProperty("data").Text("id")));
        Assert.Equal(200, received.GetProperty("data").GetProperty("counts").GetProperty("created").GetInt32());

        var passIds = batch.GetProperty("results").EnumerateArray().Take(12).Select(result => result.Text("passId")).ToArray();
        var bundle = await api.CreateAsync("/api/v1/bundles", new { name = "Order 1001", passIds });
        using var anyone = new HttpClient();
        foreach (var (part, passes) in bundle.GetProperty("parts").EnumerateArray().Zip((int[])[10, 2]))
        {
            using var archive = new ZipArchive(await anyone.GetStreamAsync(new Uri(part.Text("downloadUrl"))));
            Assert.Equal(passes, archive.Entries.Count);
        }
    }

    [Fact]
    public async Task A_body_beyond_the_limit_of_batches_is_refused_by_the_gateway()
    {
        using var api = await system.NewOrganizationAsync();

        var problem = await api.CallAsync(HttpMethod.Post, "/api/v1/batch", $$"""{ "items": ["{{new string('x', 33 * 1024 * 1024)}}"] }""",
            HttpStatusCode.RequestEntityTooLarge);

        Assert.Equal("body_too_large", problem.Text("code"));
    }

    private static async Task<(JsonElement Batch, bool IsReplayed)> StartAsync(HttpClient api, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post,
            "/api/v1/batch")
        { Content = new StringContent(body, mediaType: new("application/json")) };
        request.Headers.Add("Idempotency-Key", "tickets of today");
        using var response = await api.SendAsync(request);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonElement>(), response.Headers.Contains("Idempotent-Replayed"));
    }
}
