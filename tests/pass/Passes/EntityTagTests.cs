using System.Net;
using System.Net.Http.Json;
using Passinstance.Testing.Services;

namespace Passinstance.Passes.Tests.Passes;

[Trait("Category", "Integration")]
public sealed class EntityTagTests(PassFixture fixture)
{
    [Fact]
    public async Task Every_response_with_a_pass_has_its_version_as_ETag()
    {
        var issuer = await fixture.NewIssuerAsync();

        var issued = await SendAsync(issuer, HttpMethod.Post, "/api/v1/passes", issuer.Pass("E-1"));
        var updated = await SendAsync(issuer, HttpMethod.Put, issued.Location!, new { barcodeMessage = "2" });
        var read = await SendAsync(issuer, HttpMethod.Get, issued.Location!);
        var voided = await SendAsync(issuer, HttpMethod.Post, $"{issued.Location}/void");

        Assert.Equal(("\"1\"", "\"2\"", "\"2\"", "\"3\""), (issued.ETag, updated.ETag, read.ETag, voided.ETag));
    }

    [Fact]
    public async Task A_change_of_an_old_version_is_rejected_with_the_current_version()
    {
        var issuer = await fixture.NewIssuerAsync();
        var path = $"/api/v1/passes/{(await issuer.IssueAsync("E-2")).Text("id")}";
        await issuer.Passes.CallAsync(HttpMethod.Put, path, new { barcodeMessage = "first" });

        foreach (var (method, address) in (IEnumerable<(HttpMethod, string)>)[
            (HttpMethod.Put, path), (HttpMethod.Post, $"{path}/void"), (HttpMethod.Delete, path)])
        {
            foreach (var tag in (string[])["\"1\"", "W/\"2\"", "\"nonsense\"", "\"1\", \"3\""])
            {
                var lost = await SendAsync(
                    issuer, method, address, method == HttpMethod.Put ? new { barcodeMessage = "lost" } : null, ("If-Match", tag));
                Assert.Equal((HttpStatusCode.PreconditionFailed, "precondition_failed"), (lost.Status, lost.Problem!.Value.Text("code")));
                Assert.Contains("at version 2", lost.Problem!.Value.Text("message"), StringComparison.Ordinal);
            }
        }

        Assert.Equal("first", (await issuer.Passes.CallAsync(HttpMethod.Get, path)).Text("barcodeMessage"));
        Assert.Equal(HttpStatusCode.OK,
            (await SendAsync(issuer, HttpMethod.Put, path, new { barcodeMessage = "second" }, ("If-Match", "\"2\""))).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(issuer, HttpMethod.Post, $"{path}/void", null, ("If-Match", "*"))).Status);
        // What was asked is so already.
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(issuer, HttpMethod.Post, $"{path}/void", null, ("If-Match", "\"3\""))).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(issuer, HttpMethod.Delete, path, null, ("If-Match", "\"4\""))).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(issuer, HttpMethod.Delete, path, null, ("If-Match", "\"4\""))).Status);
    }

    [Fact]
    public async Task Of_concurrent_updates_of_one_version_one_succeeds()
    {
        var issuer = await fixture.NewIssuerAsync();
        var path = $"/api/v1/passes/{(await issuer.IssueAsync("E-3")).Text("id")}";

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 6)
            .Select(i => SendAsync(issuer, HttpMethod.Put, path, new { barcodeMessage = $"{i}" }, ("If-Match", "\"1\""))));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.Equal(5, answers.Count(answer => answer.Status == HttpStatusCode.PreconditionFailed));
    }

    [Fact]
    public async Task A_pass_that_the_client_has_is_not_sent_again()
    {
        var issuer = await fixture.NewIssuerAsync();
        var path = $"/api/v1/passes/{(await issuer.IssueAsync("E-4")).Text("id")}";

        var known = await SendAsync(issuer, HttpMethod.Get, path, null, ("If-None-Match", "\"7\", W/\"1\""));
        var changed = await SendAsync(issuer, HttpMethod.Get, path, null, ("If-None-Match", "\"0\""));

        Assert.Equal((HttpStatusCode.NotModified, "\"1\""), (known.Status, known.ETag));
        Assert.Equal(HttpStatusCode.OK, changed.Status);
    }

    [Fact]
    public async Task A_pass_whose_date_has_passed_is_another_representation_of_the_same_version()
    {
        var issuer = await fixture.NewIssuerAsync();
        var issued = await issuer.Passes.CreateAsync(
            "/api/v1/passes", new { templateId = issuer.TemplateId, serialNumber = "E-5", expirationDate = "2001-01-01T00:00:00Z" });
        var path = $"/api/v1/passes/{issued.Text("id")}";

        var read = await SendAsync(issuer, HttpMethod.Get, path, null, ("If-None-Match", "\"1\""));

        Assert.Equal("expired", issued.Text("status"));
        Assert.Equal((HttpStatusCode.OK, "\"1-expired\""), (read.Status, read.ETag));
        Assert.Equal(HttpStatusCode.OK,
            (await SendAsync(issuer, HttpMethod.Put, path, new { expirationDate = "2099-01-01T00:00:00Z" }, ("If-Match", "\"1-expired\"")))
            .Status);
    }

    private static async Task<(HttpStatusCode Status, string? ETag, string? Location, System.Text.Json.JsonElement? Problem)> SendAsync(
        Issuer issuer, HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await issuer.Passes.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, response.Headers.ETag?.Tag, response.Headers.Location?.ToString(), (int)response.StatusCode >= 400
            ? System.Text.Json.JsonElement.Parse(text) : null);
    }
}
