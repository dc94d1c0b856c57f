using System.Globalization;
using System.Text.Json;
using Passinstance.Testing.Services;
using Passinstance.Testing.Webhooks;
using Passinstance.Webhooks.Tests.Fixtures;

namespace Passinstance.Webhooks.Tests.Verifiers;

[Trait("Category", "Integration")]
public sealed class VerifierTests(WebhookFixture fixture)
{
    [Fact]
    public async Task Other_peoples_libraries_accept_what_arrives_and_nothing_that_was_changed()
    {
        await NodePrograms.InstallAsync();
        await using var endpoint = await EndpointServer.StartAsync();
        var tenant = fixture.NewTenant();
        var webhook = await tenant.AddWebhookAsync(endpoint.Url);
        await tenant.CreatePassAsync();
        var request = (await endpoint.WaitForCountAsync(1, TimeSpan.FromSeconds(30)))[0];
        var secret = webhook.Text("secret");
        var headers = request.Headers.Where(header => header.Key.StartsWith("webhook-", StringComparison.OrdinalIgnoreCase))
            .ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value);
        // During a rotation one good signature among others is enough.
        var rotated = (await tenant.Api.CallAsync(HttpMethod.Post, $"/api/v1/webhooks/{webhook.Text("id")}/rotate-secret")).Text("secret");
        await tenant.CreatePassAsync();
        var afterRotation = (await endpoint.WaitForCountAsync(2, TimeSpan.FromSeconds(30)))[1];
        var headersAfter = afterRotation.Headers.Where(header => header.Key.StartsWith("webhook-", StringComparison.OrdinalIgnoreCase))
            .ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value);
        object[] good =
        [
            new { secret, headers, body = request.Text }, new { secret, headers = headersAfter, body = afterRotation.Text },
            new { secret = rotated, headers = headersAfter, body = afterRotation.Text },
        ];
        var tooOld = DateTimeOffset.UtcNow.AddSeconds(-301).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var otherVersion = headers["webhook-signature"].Replace("v1,", "v2,", StringComparison.Ordinal);
        object[] bad =
        [
            new { secret, headers, body = request.Text + " " },
            new { secret = rotated, headers, body = request.Text },
            new { secret, headers = With("webhook-id", headers["webhook-id"] + "x"), body = request.Text },
            new { secret, headers = With("webhook-timestamp", tooOld), body = request.Text },
            new { secret, headers = With("webhook-signature", otherVersion), body = request.Text },
        ];

        var verdicts = await NodePrograms.RunAsync(
            "verify.mjs", string.Concat(good.Concat(bad).Select(line => JsonSerializer.Serialize(line) + "\n")));

        Assert.Equal(8, verdicts.Count);
        Assert.All(verdicts.Take(3), verdict => Assert.Equal("""{"standard":true,"svix":true}""", verdict));
        Assert.All(verdicts.Skip(3), verdict => Assert.DoesNotContain("true", verdict, StringComparison.Ordinal));

        Dictionary<string, string> With(string name, string value) => new(headers) { [name] = value };
    }
}
