using System.Net;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.Contracts.V1;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.Passes.Tests.GoogleWallet;

/// <summary>The events for the service that updates Google Wallet.</summary>
[Trait("Category", "Integration")]
public sealed class GoogleContentTests(GoogleCallbackFixture fixture)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Google_receives_nothing_about_an_unsaved_pass()
    {
        using var issuer = await fixture.NewIssuerAsync();
        var pass = await issuer.IssueAsync("Q-1");
        await issuer.Api.CallAsync(HttpMethod.Put, $"/api/v1/passes/{pass.Text("id")}", new { barcodeMessage = "2" });

        var changed = Assert.Single(await issuer.PublishedAsync("WalletContentChanged"));
        Assert.False(changed.TryGetProperty("google", out _));
    }

    [Fact]
    public async Task Google_receives_changes_void_and_delete_of_a_saved_pass()
    {
        using var issuer = await fixture.NewIssuerAsync();
        var pass = await issuer.IssueAsync("S-1");
        // Changed after the link was followed and before Google reported it.
        await issuer.Api.CallAsync(HttpMethod.Put, $"/api/v1/passes/{pass.Text("id")}", new { barcodeMessage = "2" });
        Assert.Equal(200, await issuer.CallBackAsync(fixture.Google.Signer.Sign(await issuer.ObjectIdAsync("S-1"), "save")));
        await issuer.Api.CallAsync(
            HttpMethod.Put, $"/api/v1/passes/{pass.Text("id")}",
            new { fields = new { tier = new { label = "Tier", value = "Platinum" } } });
        await issuer.Api.CallAsync(HttpMethod.Post, $"/api/v1/passes/{pass.Text("id")}/void");
        await issuer.Api.CallAsync(HttpMethod.Delete, $"/api/v1/passes/{pass.Text("id")}", null, System.Net.HttpStatusCode.NoContent);

        var published = await issuer.PublishedAsync("WalletContentChanged");
        Assert.Equal(5, published.Count);
        Assert.False(published[0].TryGetProperty("google", out _));
        Assert.True(published[1].GetProperty("appleUnchanged").GetBoolean());
        var google = published.Skip(1).Select(one => one.GetProperty("google")).ToList();
        Assert.Equal(["ACTIVE", "ACTIVE", "INACTIVE", "INACTIVE"], google.Select(one => one.GetProperty("object").Text("state")));
        Assert.Equal([false, false, false, true], google.Select(one => one.GetProperty("isDeleted").GetBoolean()));
        Assert.All(google, one => Assert.True(one.GetProperty("isSaved").GetBoolean()));
        Assert.Contains("Platinum", google[1].GetProperty("object").GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("Platinum", google[3].GetProperty("object").GetRawText(), StringComparison.Ordinal);
        Assert.Equal($"http://wallet.test{issuer.CallbackPath}", google[0].GetProperty("class").GetProperty("callbackOptions").Text("url"));
    }

    [Fact]
    public async Task Google_receives_an_expired_pass_as_expired()
    {
        using var issuer = await fixture.NewIssuerAsync();
        var pass = await issuer.IssueAsync("E-1");
        Assert.Equal(200, await issuer.CallBackAsync(fixture.Google.Signer.Sign(await issuer.ObjectIdAsync("E-1"), "save")));

        await issuer.Api.CallAsync(HttpMethod.Put, $"/api/v1/passes/{pass.Text("id")}", new { expirationDate = "2020-01-01T00:00:00Z" });

        Assert.Equal("EXPIRED", (await issuer.PublishedAsync("WalletContentChanged"))[^1].GetProperty("google").GetProperty("object")
            .Text("state"));
    }

    [Fact]
    public async Task A_link_that_would_be_too_long_names_the_object_once_Google_has_it()
    {
        using var issuer = await fixture.NewIssuerAsync();
        var pass = await issuer.IssueAsync("LONG-1", new { story = new { label = "Story", value = new string('x', 2000) } });
        var asked = Assert.Single(await issuer.PublishedAsync("WalletContentChanged"));
        Assert.Equal((true, false),
            (asked.GetProperty("appleUnchanged").GetBoolean(), asked.GetProperty("google").GetProperty("isSaved").GetBoolean()));
        // Browsers cut such a link: until then the page asks to wait.
        using var waiting = await fixture.Passes.AnonymousClient().GetAsync(new Uri(pass.Text("googleSaveUrl")).AbsolutePath);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, true),
            (waiting.StatusCode, waiting.Headers.RetryAfter?.Delta > TimeSpan.Zero));

        Assert.True(TypeId.TryParse(IdPrefixes.Pass, pass.Text("id"), out var passId));
        var stored = new GoogleObjectStored
        {
            EventId = Guid.CreateVersion7(),
            OrganizationId = issuer.OrganizationId,
            PassId = passId,
            OccurredAt = DateTimeOffset.UtcNow,
            ObjectId = await issuer.ObjectIdAsync("LONG-1"),
        };
        await fixture.Passes.App.Services.GetRequiredService<IBus>().Publish(stored, context => context.MessageId = stored.EventId);

        await Eventually.TrueAsync(async _ => (await issuer.SaveLinkAsync(pass))?.Segments[^1].Length <= 1800, Soon, "the link is short");
        Assert.Equal(1, (await issuer.ReadAsync(pass)).GetProperty("version").GetInt32());
        // A short one needs no stored object.
        await issuer.IssueAsync("SHORT-1");
        Assert.Single(await issuer.PublishedAsync("WalletContentChanged"));
    }
}
