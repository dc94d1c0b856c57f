using System.Text.Json;
using Passinstance.Testing.Services;
using Passinstance.Testing.Webhooks;
using Passinstance.Webhooks.Dispatching;
using Passinstance.Webhooks.Tests.Dispatching;
using Passinstance.Webhooks.Tests.Running;
using Passinstance.Webhooks.Tests.Verifiers;
using Passinstance.Webhooks.WebhookEndpoints;

namespace Passinstance.Webhooks.Tests.WebhookEndpoints;

public sealed class Ed25519Tests(WebhookSystem system)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact]
    public void The_second_vector_of_rfc_8032_is_met()
    {
        var seed = Convert.FromHexString("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");

        Assert.Equal("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", Convert.ToHexStringLower(Ed25519.PublicKeyOf(seed)));
        Assert.Equal(
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
            Convert.ToHexStringLower(Ed25519.Sign(seed, [0x72])));
    }

    [Fact]
    public async Task A_webhook_that_asks_for_it_is_signed_both_ways_and_shows_its_public_key()
    {
        await using var endpoint = await WebhookReceiver.StartAsync();
        var tenant = system.NewTenant();
        var webhook = await tenant.AddReceiverAsync(endpoint.Url, new { ed25519 = true });
        await tenant.CreatePassAsync();
        var request = (await endpoint.WaitForCountAsync(1, Soon))[0];
        var key = Assert.Single(PublicKeys(webhook));

        var verdicts = await VerifyAsync((key, request, request.Text), (key, request, request.Text + " "), (await OtherKeyAsync(tenant), request, request.Text));

        Assert.Equal(["true", "false", "false"], verdicts);
        Assert.True(Verifier.Accepts(request, webhook.Text("secret")));
        Assert.Equal(["v1", "v1a"], request.Headers["webhook-signature"].Split(' ').Select(signature => signature.Split(',')[0]));
        var path = $"/api/v1/webhooks/{webhook.Text("id")}";
        Assert.Equal([key], PublicKeys(await tenant.Api.CallAsync(HttpMethod.Get, path)));
        Assert.Contains((await tenant.Api.CallAsync(HttpMethod.Get, "/api/v1/webhooks")).GetProperty("data").EnumerateArray(), listed => PublicKeys(listed).Contains(key));
    }

    [Fact]
    public async Task A_rotation_makes_a_new_pair_and_the_old_one_signs_on_beside_it()
    {
        await using var endpoint = await WebhookReceiver.StartAsync();
        var tenant = system.NewTenant();
        var webhook = await tenant.AddReceiverAsync(endpoint.Url, new { ed25519 = true });
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
        var tenant = system.NewTenant();
        var webhook = await tenant.AddReceiverAsync(new Uri("http://127.0.0.1:64999/"));
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
        PublicKeys(await tenant.AddReceiverAsync(new Uri("http://127.0.0.1:64999/"), new { ed25519 = true }))[0];

    private static List<string> PublicKeys(JsonElement webhook) => [.. webhook.GetProperty("publicKeys").EnumerateArray().Select(key => key.GetString()!)];

    private static Task<IReadOnlyList<string>> VerifyAsync(params (string PublicKey, ReceivedRequest Request, string Body)[] cases) =>
        NodePrograms.RunAsync("verify-ed25519.mjs", string.Concat(cases.Select(one => JsonSerializer.Serialize(new
        {
            publicKey = one.PublicKey,
            headers = one.Request.Headers.Where(header => header.Key.StartsWith("webhook-", StringComparison.OrdinalIgnoreCase)).ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value),
            body = one.Body,
        }) + "\n")));
}
