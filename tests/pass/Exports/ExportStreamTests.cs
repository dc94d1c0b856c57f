using System.Globalization;
using System.Net;
using System.Text.Json;
using Passinstance.Persistence.Exports;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.Testing;
using Passinstance.Testing.Services;
using Passinstance.Testing.Wallet;

namespace Passinstance.Passes.Tests.Exports;

/// <summary>The service's streams for an export, as the gateway reads them.</summary>
[Trait("Category", "Integration")]
public sealed class ExportStreamTests(PassFixture fixture)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Every_pass_is_in_the_stream_once_and_in_order_however_many_pages_it_has()
    {
        var issuer = await fixture.NewIssuerAsync();
        // Three pages.
        var batch = await BatchAsync(issuer, 1_100);
        var deleted = await issuer.IssueAsync("deleted");
        await issuer.Passes.CallAsync(HttpMethod.Delete, $"/api/v1/passes/{deleted.Text("id")}", null, HttpStatusCode.NoContent);
        await (await fixture.NewIssuerAsync()).IssueAsync("another organization's");
        var moment = DateTimeOffset.UtcNow;
        await Task.Run(() => SpinWait.SpinUntil(() => DateTimeOffset.UtcNow > moment.AddMilliseconds(2)));
        await issuer.IssueAsync("later");

        var lines = await ReadAsync(issuer, "pass", moment);
        Assert.Equal(
            Enumerable.Range(0, 1_100).Select(Serial), lines.Select(line => line.GetProperty("data").Text("serialNumber")).Order());
        Assert.Equal(lines.Select(line => line.Text("id")).Order(StringComparer.Ordinal), lines.Select(line => line.Text("id")));
        Assert.All(lines, line => Assert.Equal(("pass", line.Text("id")), (line.Text("kind"), line.GetProperty("data").Text("id"))));
        var shown = await issuer.Passes.CallAsync(HttpMethod.Get, $"/api/v1/passes/{lines[500].Text("id")}");
        Assert.Equal(shown.GetRawText(), lines[500].GetProperty("data").GetRawText());

        var rest = await ReadAsync(issuer, "pass", moment, lines[499].Text("id"));
        Assert.Equal(lines.Skip(500).Select(line => line.GetRawText()), rest.Select(line => line.GetRawText()));

        var items = await ReadAsync(issuer, "batchItem", moment);
        Assert.Equal(Enumerable.Range(0, 1_100).Select(index => $"{batch}/{index}"), items.Select(item => item.Text("id")));
        Assert.Equal(
            items.Skip(1_000).Select(item => item.GetRawText()),
            (await ReadAsync(issuer, "batchItem", moment, $"{batch}/999")).Select(item => item.GetRawText()));
        Assert.Equal(batch, Assert.Single(await ReadAsync(issuer, "batch", moment)).Text("id"));
        Assert.Empty(await ReadAsync(issuer, "bundle", moment));
        Assert.Empty(await ReadAsync(await fixture.NewIssuerAsync(), "pass", moment));
    }

    [Fact]
    public async Task Signed_files_come_with_their_passes_if_asked_for()
    {
        var issuer = await fixture.NewIssuerAsync();
        await BatchAsync(issuer, 25);

        var lines = await ReadAsync(issuer, "pass", DateTimeOffset.UtcNow, files: true);
        Assert.Equal(25, lines.Count);
        var root = await fixture.Templates.AnonymousClient().GetStringAsync("/wallet/apple/development-root.pem");
        foreach (var line in lines.Take(2))
        {
            var file = PkpassReader.Read(line.GetProperty("pkpass").GetBytesFromBase64());
            Assert.Empty(file.ManifestErrors());
            await OpenSsl.VerifySmimeAsync(file.Signature, file.Manifest, root);
            Assert.Equal(line.GetProperty("data").Text("serialNumber"), file.PassJson.Text("serialNumber"));
        }

        Assert.False((await ReadAsync(issuer, "pass", DateTimeOffset.UtcNow))[0].TryGetProperty("pkpass", out _));
    }

    [Fact]
    public async Task An_erased_pass_is_not_in_the_stream_and_its_erasure_is()
    {
        var issuer = await fixture.NewIssuerAsync();
        var pass = await issuer.IssueAsync("E-1");
        var moment = DateTimeOffset.UtcNow.AddMinutes(1);
        Assert.Contains("Jane Doe", Assert.Single(await ReadAsync(issuer, "pass", moment)).GetRawText(), StringComparison.Ordinal);

        var erasure = await fixture.Passes.ClientOf(issuer.OrganizationId, Scopes.ErasuresWrite).CallAsync(
            HttpMethod.Post, $"/api/v1/passes/{pass.Text("id")}/erase", null, HttpStatusCode.Accepted);

        await Eventually.TrueAsync(async _ => (await ReadAsync(issuer, "pass", moment)).Count == 0, Deadline, "the pass is gone");
        Assert.Equal(erasure.Text("id"), Assert.Single(await ReadAsync(issuer, "erasure", moment)).Text("id"));
    }

    [Fact]
    public async Task The_stream_needs_its_own_scope_and_a_known_kind()
    {
        var organization = Guid.CreateVersion7();
        var until = Uri.EscapeDataString(DateTimeOffset.UtcNow.ToString("O", CultureInfo.InvariantCulture));
        foreach (var (client, kind, status) in ((HttpClient, string, HttpStatusCode)[])[
            (fixture.Passes.AnonymousClient(), "pass", HttpStatusCode.Unauthorized),
            (fixture.Passes.ClientOf(organization, Scopes.PassesRead), "pass", HttpStatusCode.Forbidden),
            (fixture.Passes.ClientOf(organization, Scopes.ExportsRead), "template", HttpStatusCode.NotFound),
            (fixture.Passes.ClientOf(organization, Scopes.ExportsRead), "pass", HttpStatusCode.OK)])
        {
            using var response = await client.GetAsync($"{ExportRoutes.Path}/{kind}?until={until}");
            Assert.Equal(status, response.StatusCode);
        }
    }

    private static string Serial(int number) => string.Create(CultureInfo.InvariantCulture, $"X-{number:0000}");

    private static async Task<string> BatchAsync(Issuer issuer, int count)
    {
        var batch = await issuer.Passes.CallAsync(
            HttpMethod.Post, "/api/v1/batch",
            new
            {
                operation = "create",
                items = Enumerable.Range(0, count).Select(number => new { templateId = issuer.TemplateId, serialNumber = Serial(number) }),
            }, HttpStatusCode.Accepted);
        await Eventually.TrueAsync(
            async token => (await issuer.Passes.CallAsync(
                HttpMethod.Get, $"/api/v1/batch/{batch.Text("id")}", cancellationToken: token)).Text("status") == "completed",
            Deadline, "the batch is completed");
        return batch.Text("id");
    }

    private async Task<List<JsonElement>> ReadAsync(
        Issuer issuer, string kind, DateTimeOffset until, string? after = null, bool files = false)
    {
        var client = fixture.Passes.ClientOf(issuer.OrganizationId, Scopes.ExportsRead);
        var text = await client.GetStringAsync(
            $"{ExportRoutes.Path}/{kind}?until={Uri.EscapeDataString(until.ToString("O", CultureInfo.InvariantCulture))}"
            + $"&after={Uri.EscapeDataString(after ?? "")}&files={(files ? "true" : "false")}");
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
    }
}
