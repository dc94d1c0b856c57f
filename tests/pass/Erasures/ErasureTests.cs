using System.Net;
using System.Text;
using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.Contracts.V1;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Testing;
using Passinstance.Testing.Servers;
using Passinstance.Testing.Services;

namespace Passinstance.Passes.Tests.Erasures;

/// <summary>What the pass service does for an erasure; the other services are the tests.</summary>
[Trait("Category", "Integration")]
public sealed class ErasureTests(PassFixture fixture)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Nothing_of_the_holder_is_left_in_the_database()
    {
        var issuer = await fixture.NewIssuerAsync();
        var name = $"Quillfeather-{Guid.NewGuid():N}";
        var pass = await IssueAsync(issuer, "ERASE-1", name, key: "erase-1");
        var id = pass.Text("id");
        await Api(issuer).CallAsync(HttpMethod.Put, $"/api/v1/passes/{id}", new { fields = new { note = new { value = name } } });
        Assert.NotEmpty(await DatabaseSearch.FindAsync(fixture.Passes.Postgres, [name]));

        var erasure = await Api(issuer).CallAsync(
            HttpMethod.Post, $"/api/v1/passes/{id}/erase", expected: HttpStatusCode.Accepted);
        Assert.Equal("pending", erasure.Text("status"));
        await Eventually.TrueAsync(async _ => (await ReadAsync(issuer, erasure)).TryGetProperty("emptiedAt", out var at) &&
            at.ValueKind == JsonValueKind.String, Deadline, "the pass is empty");
        await Api(issuer).CallAsync(HttpMethod.Get, $"/api/v1/passes/{id}", expected: HttpStatusCode.NotFound);
        await Eventually.TrueAsync(
            async _ => (await ReadAsync(issuer, erasure)).GetProperty("erased").TryGetProperty("pass", out var _), Deadline,
            "this service has erased its own");

        Assert.Empty(await DatabaseSearch.FindAsync(fixture.Passes.Postgres, [name]));
        Assert.Equal("running", (await ReadAsync(issuer, erasure)).Text("status"));
        using var repeated = await IssueRequestAsync(issuer, "ERASE-1", name, "erase-1");
        Assert.Equal(HttpStatusCode.Gone, repeated.StatusCode);
        Assert.Equal("erased", JsonElement.Parse(await repeated.Content.ReadAsStringAsync()).Text("code"));

        await AnswerAsync(issuer, erasure);
        await Eventually.TrueAsync(
            async _ => (await ReadAsync(issuer, erasure)).Text("status") == "completed", Deadline, "the erasure is complete");
        var completed = await ReadAsync(issuer, erasure);
        Assert.Equal(1, completed.GetProperty("erased").GetProperty("pass").GetProperty("responses").GetInt32());
        Assert.Equal(7, completed.GetProperty("erased").GetProperty("notification").GetProperty("rows").GetInt32());
    }

    [Fact]
    public async Task Passes_are_found_by_serial_number_by_filter_and_by_holder()
    {
        var issuer = await fixture.NewIssuerAsync();
        foreach (var number in (string[])["S-1", "S-2", "S-3", "S-4", "S-5"])
            await IssueAsync(issuer, number, number is "S-3" or "S-4" ? "Member 7" : "Member 8");

        var numbers = await StartAsync(issuer, new { serialNumbers = new[] { "S-1", "S-2" } });
        Assert.Equal(2, numbers.GetProperty("passes").GetInt32());
        var holder = await StartAsync(issuer, new { holder = new { field = "memberName", value = "Member 7" } });
        Assert.Equal(2, holder.GetProperty("passes").GetInt32());
        await Eventually.TrueAsync(
            async token => (await Api(issuer).CallAsync(HttpMethod.Get, "/api/v1/passes", cancellationToken: token))
                .GetProperty("data").GetArrayLength() == 1, Deadline, "one pass is left");
        var rest = await StartAsync(issuer, new { filter = new { templateId = issuer.TemplateId, status = "active" } });
        Assert.Equal(1, rest.GetProperty("passes").GetInt32());
    }

    [Fact]
    public async Task A_deleted_pass_is_emptied_too()
    {
        var issuer = await fixture.NewIssuerAsync();
        var name = $"Deleted-{Guid.NewGuid():N}";
        var id = (await IssueAsync(issuer, "D-1", name)).Text("id");
        await Api(issuer).CallAsync(HttpMethod.Delete, $"/api/v1/passes/{id}", expected: HttpStatusCode.NoContent);

        var erasure = await StartAsync(issuer, new { passIds = new[] { id } });

        await Eventually.TrueAsync(
            async _ => (await ReadAsync(issuer, erasure)).GetProperty("erased").TryGetProperty("pass", out var _), Deadline,
            "it is erased");
        Assert.Empty(await DatabaseSearch.FindAsync(fixture.Passes.Postgres, [name]));
    }

    [Theory]
    [InlineData("{}", "")]
    [InlineData("""{"passIds":["pas_x"],"serialNumbers":["1"]}""", "")]
    [InlineData("""{"passIds":[]}""", "/passIds")]
    [InlineData("""{"passIds":["x"]}""", "/passIds/0")]
    [InlineData("""{"passIds":["pas_01kb2ma1vtf7g8k4m0n5r2x9ce"]}""", "/passIds/0")]
    [InlineData("""{"serialNumbers":["unknown"]}""", "/serialNumbers/0")]
    [InlineData("""{"filter":{}}""", "/filter")]
    [InlineData("""{"filter":{"templateId":"x"}}""", "/filter/templateId")]
    [InlineData("""{"filter":{"status":"deleted"}}""", "/filter/status")]
    [InlineData("""{"holder":{"value":"x"}}""", "/holder/field")]
    [InlineData("""{"holder":{"field":"x"}}""", "/holder/value")]
    public async Task What_is_wrong_is_named_and_nothing_is_erased(string body, string pointer)
    {
        var issuer = await fixture.NewIssuerAsync();
        await issuer.IssueAsync("STAYS");
        var problem = await Api(issuer).CallAsync(HttpMethod.Post, "/api/v1/erasures", body, HttpStatusCode.UnprocessableEntity);
        Assert.Contains(pointer, problem.Pointers());
        Assert.Equal(1, (await Api(issuer).CallAsync(HttpMethod.Get, "/api/v1/passes")).GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task Another_organization_s_pass_and_erasure_do_not_exist()
    {
        var (owner, stranger) = (await fixture.NewIssuerAsync(), await fixture.NewIssuerAsync());
        var id = (await owner.IssueAsync("OWN")).Text("id");
        await Api(stranger).CallAsync(HttpMethod.Post, $"/api/v1/passes/{id}/erase", expected: HttpStatusCode.NotFound);
        var erasure = await StartAsync(owner, new { passIds = new[] { id } });
        await Api(stranger).CallAsync(HttpMethod.Get, $"/api/v1/erasures/{erasure.Text("id")}", expected: HttpStatusCode.NotFound);
        await Api(stranger).CallAsync(
            HttpMethod.Post, "/api/v1/erasures", new { holder = new { field = "memberName", value = "Jane Doe" } },
            HttpStatusCode.NotFound);
    }

    // A credential has the scopes of erasures only when it names them.
    private HttpClient Api(Issuer issuer) => fixture.Passes.ClientOf(issuer.OrganizationId, [.. Scopes.All]);

    private Task<JsonElement> StartAsync(Issuer issuer, object body) =>
        Api(issuer).CallAsync(HttpMethod.Post, "/api/v1/erasures", body, HttpStatusCode.Accepted);

    private Task<JsonElement> ReadAsync(Issuer issuer, JsonElement erasure) =>
        Api(issuer).CallAsync(HttpMethod.Get, $"/api/v1/erasures/{erasure.Text("id")}");

    private async Task AnswerAsync(Issuer issuer, JsonElement erasure)
    {
        Assert.True(TypeId.TryParse(IdPrefixes.Erasure, erasure.Text("id"), out var erasureId));
        var bus = fixture.Passes.App.Services.GetRequiredService<IBus>();
        var counts = new Dictionary<string, long> { ["rows"] = 7 };
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await bus.Publish(
            new PassDevicesErased
            {
                EventId = first,
                OrganizationId = issuer.OrganizationId,
                ErasureId = erasureId,
                Counts = counts,
                OccurredAt = DateTimeOffset.UtcNow,
            }, context => context.MessageId = first);
        await bus.Publish(
            new PassEventsErased
            {
                EventId = second,
                OrganizationId = issuer.OrganizationId,
                ErasureId = erasureId,
                Counts = counts,
                OccurredAt = DateTimeOffset.UtcNow,
            }, context => context.MessageId = second);
    }

    private async Task<JsonElement> IssueAsync(Issuer issuer, string serialNumber, string name, string? key = null)
    {
        using var response = await IssueRequestAsync(issuer, serialNumber, name, key ?? Guid.NewGuid().ToString());
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return JsonElement.Parse(await response.Content.ReadAsStringAsync());
    }

    private async Task<HttpResponseMessage> IssueRequestAsync(Issuer issuer, string serialNumber, string name, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/passes");
        request.Headers.Add("Idempotency-Key", key);
        request.Content = new StringContent(
            JsonSerializer.Serialize(new
            {
                templateId = issuer.TemplateId,
                serialNumber,
                fields = new { memberName = new { label = "Member", value = name } },
                barcodeFormat = "qr",
                barcodeMessage = name,
            }), Encoding.UTF8, "application/json");
        return await Api(issuer).SendAsync(request);
    }
}
