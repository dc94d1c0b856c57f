using System.Net;
using System.Text.Json;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.Passes.Tests.GoogleWallet;

/// <summary>That an issuer is in demo mode is said on every pass, however it was made or changed.</summary>
[Trait("Category", "Integration")]
public sealed class DemoModeTests(GoogleCallbackFixture fixture)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Demo_mode_is_said_on_a_pass_by_every_way_and_no_more_after_publishing_access()
    {
        using var issuer = await fixture.NewIssuerAsync();
        var created = await issuer.IssueAsync("D-1");
        var batch = await issuer.Api.CallAsync(HttpMethod.Post, "/api/v1/batch", new
        {
            operation = "create",
            templateId = issuer.TemplateId,
            items = new[] { new { serialNumber = "D-2", fields = new { tier = new { label = "Tier", value = "Gold" } } } },
        }, HttpStatusCode.Accepted);
        await Eventually.TrueAsync(
            async token => (await issuer.Api.CallAsync(
                HttpMethod.Get, $"/api/v1/batch/{batch.Text("id")}", cancellationToken: token)).Text("status") == "completed",
            Soon, "the batch ends");
        var listed = (await issuer.Api.CallAsync(HttpMethod.Get, "/api/v1/passes?serialNumber=D-2")).GetProperty("data")[0];
        var updated = await UpdateAsync(listed, "Platinum");
        var voided = await issuer.Api.CallAsync(HttpMethod.Post, $"/api/v1/passes/{listed.Text("id")}/void");

        Assert.All([created, listed, updated, voided, await issuer.ReadAsync(created)], pass => Assert.True(HasDemoWarning(pass)));

        await issuer.GrantAsync();
        var after = await issuer.IssueAsync("D-3");
        var changed = await UpdateAsync(created, "Silver");

        Assert.All([after, changed, await issuer.ReadAsync(created)], pass => Assert.False(HasDemoWarning(pass)));

        Task<JsonElement> UpdateAsync(JsonElement pass, string tier) => issuer.Api.CallAsync(
            HttpMethod.Put, $"/api/v1/passes/{pass.Text("id")}", new { fields = new { tier = new { value = tier } } });
    }

    private static bool HasDemoWarning(JsonElement pass) =>
        pass.GetProperty("warnings").EnumerateArray().Any(warning => warning.Text("code") == "google_demo_mode");
}
