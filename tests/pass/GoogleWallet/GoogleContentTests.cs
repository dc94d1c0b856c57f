using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.Contracts.V1;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.Passes.Tests.GoogleWallet;

/// <summary>What the service that speaks to Google hears, and when.</summary>
public sealed class GoogleContentTests(CallbackSystem system)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Of_a_pass_that_nobody_has_saved_Google_is_told_nothing()
    {
        using var issuer = await system.NewIssuerAsync();
        var pass = await issuer.IssueAsync("Q-1");
        await issuer.Api.CallAsync(HttpMethod.Put, $"/api/v1/passes/{pass.Text("id")}", new { barcodeMessage = "2" });

        var changed = Assert.Single(await issuer.SaidAsync("WalletContentChanged"));
        Assert.False(changed.TryGetProperty("google", out _));
    }

    [Fact]
    public async Task A_saved_pass_is_told_as_it_is_changed_voided_and_deleted()
    {
        using var issuer = await system.NewIssuerAsync();
        var pass = await issuer.IssueAsync("S-1");
        // Changed after the link was followed and before Google said so.
        await issuer.Api.CallAsync(HttpMethod.Put, $"/api/v1/passes/{pass.Text("id")}", new { barcodeMessage = "2" });
        Assert.Equal(200, await issuer.CallBackAsync(system.Google.Signer.Sign(await issuer.ObjectIdAsync("S-1"), "save")));
        await issuer.Api.CallAsync(HttpMethod.Put, $"/api/v1/passes/{pass.Text("id")}", new { fields = new { tier = new { label = "Tier", value = "Platinum" } } });
        await issuer.Api.CallAsync(HttpMethod.Post, $"/api/v1/passes/{pass.Text("id")}/void");
        await issuer.Api.CallAsync(HttpMethod.Delete, $"/api/v1/passes/{pass.Text("id")}", null, System.Net.HttpStatusCode.NoContent);

        var said = await issuer.SaidAsync("WalletContentChanged");
        Assert.Equal(5, said.Count);
        Assert.False(said[0].TryGetProperty("google", out _));
        Assert.True(said[1].GetProperty("appleUnchanged").GetBoolean());
        var google = said.Skip(1).Select(one => one.GetProperty("google")).ToList();
        Assert.Equal(["ACTIVE", "ACTIVE", "INACTIVE", "INACTIVE"], google.Select(one => one.GetProperty("object").Text("state")));
        Assert.Equal([false, false, false, true], google.Select(one => one.GetProperty("isDeleted").GetBoolean()));
        Assert.All(google, one => Assert.True(one.GetProperty("isSaved").GetBoolean()));
        Assert.Contains("Platinum", google[1].GetProperty("object").GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("Platinum", google[3].GetProperty("object").GetRawText(), StringComparison.Ordinal);
        Assert.Equal($"http://wallet.test{issuer.CallbackPath}", google[0].GetProperty("class").GetProperty("callbackOptions").Text("url"));
    }

    [Fact]
    public async Task An_expired_pass_is_told_as_expired()
    {
        using var issuer = await system.NewIssuerAsync();
        var pass = await issuer.IssueAsync("E-1");
        Assert.Equal(200, await issuer.CallBackAsync(system.Google.Signer.Sign(await issuer.ObjectIdAsync("E-1"), "save")));

        await issuer.Api.CallAsync(HttpMethod.Put, $"/api/v1/passes/{pass.Text("id")}", new { expirationDate = "2020-01-01T00:00:00Z" });

        Assert.Equal("EXPIRED", (await issuer.SaidAsync("WalletContentChanged"))[^1].GetProperty("google").GetProperty("object").Text("state"));
    }

    [Fact]
    public async Task A_link_that_would_be_too_long_names_the_object_once_Google_has_it()
    {
        using var issuer = await system.NewIssuerAsync();
        var pass = await issuer.IssueAsync("LONG-1", new { story = new { label = "Story", value = new string('x', 2000) } });
        var asked = Assert.Single(await issuer.SaidAsync("WalletContentChanged"));
        Assert.Equal((true, false), (asked.GetProperty("appleUnchanged").GetBoolean(), asked.GetProperty("google").GetProperty("isSaved").GetBoolean()));
        Assert.True((await issuer.SaveLinkAsync(pass)).Segments[^1].Length > 1800);

        Assert.True(TypeId.TryParse(IdPrefixes.Pass, pass.Text("id"), out var passId));
        var stored = new GoogleObjectStored
        {
            EventId = Guid.CreateVersion7(), OrganizationId = issuer.OrganizationId, PassId = passId, OccurredAt = DateTimeOffset.UtcNow, ObjectId = await issuer.ObjectIdAsync("LONG-1"),
        };
        await system.Passes.App.Services.GetRequiredService<IBus>().Publish(stored, context => context.MessageId = stored.EventId);

        await Eventually.TrueAsync(async _ => (await issuer.SaveLinkAsync(pass)).Segments[^1].Length <= 1800, Soon, "the link is short");
        Assert.Equal(1, (await issuer.ReadAsync(pass)).GetProperty("version").GetInt32());
        // A short one is never asked for.
        await issuer.IssueAsync("SHORT-1");
        Assert.Single(await issuer.SaidAsync("WalletContentChanged"));
    }
}
