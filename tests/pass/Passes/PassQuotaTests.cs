using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.Passes.Tests.AppleWallet;
using Passinstance.Persistence.Retention;
using Passinstance.Testing.Services;

namespace Passinstance.Passes.Tests.Passes;

[Trait("Category", "Integration")]
public sealed class PassQuotaTests(PassFixture fixture)
{
    [Fact]
    public async Task A_pass_of_too_many_bytes_is_rejected_with_the_limit_at_create_update_and_in_a_batch()
    {
        var issuer = await fixture.NewIssuerAsync();
        var pass = await issuer.IssueAsync("Q-1");
        var large = new { note = new string('x', 100_000) };

        var created = await issuer.Passes.CallAsync(
            HttpMethod.Post, "/api/v1/passes", new { templateId = issuer.TemplateId, serialNumber = "Q-2", userInfo = large },
            HttpStatusCode.UnprocessableEntity);
        var updated = await issuer.Passes.CallAsync(
            HttpMethod.Put, $"/api/v1/passes/{pass.Text("id")}", new { userInfo = large }, HttpStatusCode.UnprocessableEntity);

        Assert.All([created, updated], problem =>
        {
            Assert.Equal("quota_exceeded", problem.Text("code"));
            Assert.Contains("100,000", problem.Text("message"), StringComparison.Ordinal);
            Assert.Contains("Quotas:PassBytes", problem.Text("message"), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_list_of_large_passes_is_cut_by_bytes_and_the_cursor_goes_on()
    {
        var issuer = await fixture.NewIssuerAsync();
        for (var i = 0; i < 100; i++)
        {
            await issuer.Passes.CreateAsync("/api/v1/passes", new
            {
                templateId = issuer.TemplateId,
                serialNumber = string.Create(CultureInfo.InvariantCulture, $"B-{i:00}"),
                userInfo = new { note = new string('x', 60_000) },
            });
        }

        var serials = new List<string>();
        string? cursor = null;
        do
        {
            var query = cursor is null ? "limit=100" : $"limit=100&cursor={cursor}";
            using var response = await issuer.Passes.GetAsync($"/api/v1/passes?{query}");
            var text = await response.Content.ReadAsStringAsync();
            Assert.InRange(text.Length, 1, 5_000_000);
            var page = JsonElement.Parse(text);
            serials.AddRange(page.GetProperty("data").EnumerateArray().Select(pass => pass.Text("serialNumber")));
            cursor = page.GetProperty("hasMore").GetBoolean() ? page.Text("nextCursor") : null;
        }
        while (cursor is not null);

        Assert.Equal(Enumerable.Range(0, 100).Reverse().Select(i => string.Create(CultureInfo.InvariantCulture, $"B-{i:00}")), serials);
    }

    [Fact]
    public async Task A_pass_takes_as_many_devices_as_the_operator_allows()
    {
        var deployment = await TestDeployment.CreateAsync();
        await using var passes = await PassFixture.StartPassesAsync(
            deployment, new Uri("http://127.0.0.1:1"), new() { ["Quotas:DevicesPerPass"] = "2" });
        await using var templates = await PassFixture.StartTemplatesAsync(deployment);
        await using var both = await PassFixture.StartPassesAsync(
            deployment, templates.Url, new() { ["Quotas:DevicesPerPass"] = "2" }, passes.Postgres);
        var organization = Guid.CreateVersion7();
        var template = await templates.ClientOf(organization).CreateAsync("/api/v1/templates", Issuer.Template("storeCard"));
        var pass = await both.ClientOf(organization).CreateAsync(
            "/api/v1/passes", new { templateId = template.Text("id"), serialNumber = "D-1" });
        var file = Testing.Wallet.PkpassReader.Read(
            await both.AnonymousClient().GetByteArrayAsync(new Uri(pass.Text("downloadUrl")).AbsolutePath));
        var organizationId = ServiceDefaults.Ids.TypeId.Format("org", organization);

        var statuses = new List<HttpStatusCode>();
        foreach (var device in (string[])["a", "b", "b", "c"])
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Post, $"/wallet/apple/{organizationId}/v1/devices/{device}/registrations/{Phone.PassType}/D-1")
            {
                Content = new StringContent("""{"pushToken":"abc"}"""),
            };
            request.Headers.Authorization = new("ApplePass", file.PassJson.Text("authenticationToken"));
            using var response = await both.AnonymousClient().SendAsync(request);
            statuses.Add(response.StatusCode);
        }

        Assert.Equal([HttpStatusCode.Created, HttpStatusCode.Created, HttpStatusCode.OK, HttpStatusCode.UnprocessableEntity], statuses);
    }

    [Fact]
    public async Task Retention_empties_a_deleted_pass_and_its_serial_number_stays_taken()
    {
        var issuer = await fixture.NewIssuerAsync();
        var kept = await issuer.IssueAsync("R-1");
        var deleted = await issuer.IssueAsync("R-2");
        var recent = await issuer.IssueAsync("R-3");
        var phone = new Phone(fixture, issuer.OrganizationId);
        var card = await Phone.DownloadAsync(fixture, deleted);
        foreach (var pass in (JsonElement[])[deleted, recent])
            await issuer.Passes.CallAsync(HttpMethod.Delete, $"/api/v1/passes/{pass.Text("id")}", null, HttpStatusCode.NoContent);
        await fixture.Passes.ScalarAsync<object>(
            $"UPDATE passes SET deleted_at = now() - interval '31 days' WHERE organization_id = '{issuer.OrganizationId}' " +
            "AND serial_number = 'R-2'");

        await fixture.Passes.App.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<RetentionJob>().Single()
            .RunAsync(CancellationToken.None);

        Assert.Equal("R-2", await fixture.Passes.ScalarAsync<string>(
            $"SELECT string_agg(serial_number, ',') FROM passes WHERE organization_id = '{issuer.OrganizationId}' " +
            "AND content::text = '{}'"));
        await issuer.Passes.CallAsync(HttpMethod.Get, $"/api/v1/passes/{kept.Text("id")}");
        await issuer.Passes.CallAsync(HttpMethod.Post, "/api/v1/passes", issuer.Pass("R-2"), HttpStatusCode.Conflict);
        using var fetched = await phone.FetchAsync(card);
        var file = Testing.Wallet.PkpassReader.Read(await fetched.Content.ReadAsByteArrayAsync());
        Assert.True(file.PassJson.GetProperty("voided").GetBoolean());
        Assert.DoesNotContain("Jane Doe", file.PassJson.GetRawText(), StringComparison.Ordinal);
    }
}
