using System.Text.Json;
using Passinstance.Testing.Services;
using Passinstance.Testing.Webhooks;
using Passinstance.Webhooks.Tests.Fixtures;
using Passinstance.Webhooks.Tests.Verifiers;

namespace Passinstance.Webhooks.Tests.WebhookEndpoints;

[Trait("Category", "Integration")]
public sealed class Ed25519Tests(WebhookFixture fixture)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_webhook_that_asks_for_it_gets_both_signatures_and_shows_its_public_key()
    {
        await using var endpoint = await EndpointServer.StartAsync();
        var tenant = fixture.NewTenant();
        var webhook = await tenant.AddWebhookAsync(endpoint.Url, new { ed25519 = true });
        await tenant.CreatePassAsync();
        var request = (await endpoint.WaitForCountAsync(1, Soon))[0];
        var key = Assert.Single(PublicKeys(webhook));

        var verdicts = await VerifyAsync(
            (key, request, request.Text), (key, request, request.Text + " "), (await OtherKeyAsync(tenant), request, request.Text));

        Assert.Equal(["true", "false", "false"], verdicts);
        Assert.True(Verifier.Accepts(request, webhook.Text("secret")));
        Assert.Equal(["v1", "v1a"], request.Headers["webhook-signature"].Split(' ').Select(signature => signature.Split(',')[0]));
        var path = $"/api/v1/webhooks/{webhook.Text("id")}";
        Assert.Equal([key], PublicKeys(await tenant.Api.CallAsync(HttpMethod.Get, path)));
        Assert.Contains(
            (await tenant.Api.CallAsync(HttpMethod.Get, "/api/v1/webhooks")).GetProperty("data").EnumerateArray(),
            listed => PublicKeys(listed).Contains(key));
    }

    [Fact]
    public async Task A_rotation_makes_a_new_key_pair_and_the_old_one_keeps_signing()
    {
        await using var endpoint = await EndpointServer.StartAsync();
        var tenant = fixture.NewTenant();
        var webhook = await tenant.AddWebhookAsync(endpoint.Url, new { ed25519 = true });
        var old = Assert.Single(PublicKeys(webhook));
        var path = $"/api/v1/webhooks/{webhook.Text("id")}/rotate-secret";

        var rotated = PublicKeys(await tenant.Api.CallAsync(HttpMethod.Post, path));
        await tenant.CreatePassAsync();
        var between = (await endpoint.WaitForCountAsync(1, Soon))[0];
        var leaked = PublicKeys(await tenant.Api.CallAsync(HttpMethod.Post, path, new { overlapHours = 0 }));
        await tenant.CreatePassAsync();
        var after = (await endpoint.WaitForCountAsync(2, Soon))[1];

        Assert.Equal(2, rotated.Count);
        Assert.Equal(old, rotated[1]);
        Assert.Single(leaked);
        Assert.DoesNotContain(leaked[0], rotated);
        Assert.Equal(["true", "true", "false", "true"], await VerifyAsync(
            (rotated[0], between, between.Text), (old, between, between.Text), (old, after, after.Text), (leaked[0], after, after.Text)));
    }

    [Fact]
    public async Task It_is_switched_on_once_and_off_again_by_an_update()
    {
        var tenant = fixture.NewTenant();
        var webhook = await tenant.AddWebhookAsync(Tenant.NoServer);
        var path = $"/api/v1/webhooks/{webhook.Text("id")}";

        Assert.Empty(PublicKeys(webhook));
        var on = PublicKeys(await tenant.Api.CallAsync(HttpMethod.Put, path, new { ed25519 = true }));
        var again = PublicKeys(await tenant.Api.CallAsync(HttpMethod.Put, path, new { ed25519 = true }));
        var untouched = PublicKeys(await tenant.Api.CallAsync(HttpMethod.Put, path, new { description = "The shop" }));
        var off = PublicKeys(await tenant.Api.CallAsync(HttpMethod.Put, path, new { ed25519 = false }));

        Assert.Single(on);
        Assert.Equal(on, again);
        Assert.Equal(on, untouched);
        Assert.Empty(off);
    }

    private static async Task<string> OtherKeyAsync(Tenant tenant) =>
        PublicKeys(await tenant.AddWebhookAsync(Tenant.NoServer, new { ed25519 = true }))[0];

    private static List<string> PublicKeys(JsonElement webhook) =>
        [.. webhook.GetProperty("publicKeys").EnumerateArray().Select(key => key.GetString()!)];

    private static Task<IReadOnlyList<string>> VerifyAsync(params (string PublicKey, ReceivedRequest Request, string Body)[] cases) =>
        NodePrograms.RunAsync("verify-ed25519.mjs", string.Concat(cases.Select(one => JsonSerializer.Serialize(new
        {
            publicKey = one.PublicKey,
            headers = one.Request.Headers.Where(header => header.Key.StartsWith("webhook-", StringComparison.OrdinalIgnoreCase))
                .ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value),
            body = one.Body,
        }) + "\n")));
}
