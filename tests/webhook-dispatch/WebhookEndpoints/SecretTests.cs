using System.Net;
using System.Text;
using Passinstance.Testing;
using Passinstance.Testing.Services;
using Passinstance.Testing.Webhooks;
using Passinstance.Webhooks.Tests.Fixtures;

namespace Passinstance.Webhooks.Tests.WebhookEndpoints;

[Trait("Category", "Integration")]
public sealed class SecretTests(WebhookFixture fixture)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("whsec_AAAA")]
    [InlineData("whsec_no base64 at all, but long enough to be a key")]
    [InlineData("15 bytes: short")]
    [InlineData("")]
    public async Task A_weak_secret_is_refused_at_creation_and_rotation(string secret)
    {
        var tenant = fixture.NewTenant();
        var body = new { url = "http://127.0.0.1:64999/", events = new[] { "*" }, secret };

        Assert.Equal(
            ["/secret"],
            (await tenant.Api.CallAsync(HttpMethod.Post, "/api/v1/webhooks", body, HttpStatusCode.UnprocessableEntity)).Pointers());
        var endpoint = await tenant.AddWebhookAsync(Tenant.NoServer);
        Assert.Equal(["/secret"], (await tenant.Api.CallAsync(
            HttpMethod.Post, $"/api/v1/webhooks/{endpoint.Text("id")}/rotate-secret", new { secret },
            HttpStatusCode.UnprocessableEntity)).Pointers());
    }

    [Theory]
    [InlineData("v1,whsec_{0}")]
    [InlineData("V1,WHSEC_{0}")]
    [InlineData("WHSEC_{0}")]
    [InlineData(" whsec_{0}\r\n")]
    [InlineData("\uFEFFwhsec_{0}")]
    [InlineData("\"whsec_{0}\"")]
    public async Task A_secret_is_taken_as_it_is_pasted_and_shown_as_receivers_read_it(string form)
    {
        await using var endpoint = await EndpointServer.StartAsync();
        var tenant = fixture.NewTenant();
        var key = Enumerable.Range(200, 32).Select(i => (byte)i).ToArray();
        var secret = "whsec_" + Convert.ToBase64String(key);
        var urlSafe = Convert.ToBase64String(key).Replace('+', '-').Replace('/', '_').TrimEnd('=');

        var webhook = await tenant.AddWebhookAsync(endpoint.Url, new { secret = string.Format(form, urlSafe) });
        await tenant.CreatePassAsync();
        var delivery = (await endpoint.WaitForCountAsync(1, Soon))[0];
        var rotated = await tenant.Api.CallAsync(
            HttpMethod.Post, $"/api/v1/webhooks/{webhook.Text("id")}/rotate-secret", new { secret = string.Format(form, urlSafe) });

        Assert.Equal(secret, webhook.Text("secret"));
        Assert.Equal(secret, rotated.Text("secret"));
        Assert.True(Verifier.Accepts(delivery, secret));
    }

    [Theory]
    [InlineData(" a secret of mine, with a blank before it")]
    [InlineData("a secret of mine, with a line end after it\n")]
    [InlineData("whsk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("v1a,whsk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("Bearer whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("SECRET=WHSEC_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("whsec-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("whsec%5FAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    public async Task A_secret_that_receivers_would_read_otherwise_is_rejected(string secret)
    {
        var tenant = fixture.NewTenant();
        var body = new { url = "http://127.0.0.1:64999/", events = new[] { "*" }, secret };

        var problem = await tenant.Api.CallAsync(HttpMethod.Post, "/api/v1/webhooks", body, HttpStatusCode.UnprocessableEntity);

        Assert.Equal(["/secret"], problem.Pointers());
    }

    [Fact]
    public async Task After_a_rotation_both_secrets_sign_and_after_a_leak_only_the_new_one()
    {
        await using var endpoint = await EndpointServer.StartAsync();
        var tenant = fixture.NewTenant();
        var webhook = await tenant.AddWebhookAsync(endpoint.Url);
        var path = $"/api/v1/webhooks/{webhook.Text("id")}/rotate-secret";

        var rotated = await tenant.Api.CallAsync(HttpMethod.Post, path);
        await tenant.CreatePassAsync();
        var first = (await endpoint.WaitForCountAsync(1, Soon))[0];
        var leaked = await tenant.Api.CallAsync(
            HttpMethod.Post, path, new { overlapHours = 0, secret = "my own secret of thirty-two bytes" });
        await tenant.CreatePassAsync();
        var second = (await endpoint.WaitForCountAsync(2, Soon))[1];

        Assert.NotEqual(webhook.Text("secret"), rotated.Text("secret"));
        Assert.InRange(
            rotated.GetProperty("previousExpiresAt").GetDateTimeOffset(), DateTimeOffset.UtcNow.AddHours(23.9),
            DateTimeOffset.UtcNow.AddHours(24.1));
        Assert.True(Verifier.Accepts(first, webhook.Text("secret")));
        Assert.True(Verifier.Accepts(first, rotated.Text("secret")));
        Assert.Equal(2, first.Headers["webhook-signature"].Split(' ').Length);
        Assert.False(Verifier.Accepts(second, webhook.Text("secret")));
        Assert.False(Verifier.Accepts(second, rotated.Text("secret")));
        Assert.True(Verifier.Accepts(second, "whsec_" + Convert.ToBase64String(Encoding.UTF8.GetBytes(leaked.Text("secret")))));
        Assert.Single(second.Headers["webhook-signature"].Split(' '));
    }

    [Fact]
    public async Task Five_secrets_may_live_and_the_answer_to_the_sixth_names_when_there_is_room()
    {
        var tenant = fixture.NewTenant();
        var path = $"/api/v1/webhooks/{(await tenant.AddWebhookAsync(Tenant.NoServer)).Text("id")}/rotate-secret";
        var began = DateTimeOffset.UtcNow;
        for (var i = 0; i < 4; i++)
            await tenant.Api.CallAsync(HttpMethod.Post, path, new { overlapHours = 168 - i });

        var problem = await tenant.Api.CallAsync(HttpMethod.Post, path, new { overlapHours = 1 }, HttpStatusCode.Conflict);
        await tenant.Api.CallAsync(HttpMethod.Post, path, new { overlapHours = 0 });
        await tenant.Api.CallAsync(HttpMethod.Post, path, new { overlapHours = 1 });

        Assert.Equal("too_many_secrets", problem.Text("code"));
        // Of either day, should it be midnight meanwhile.
        Assert.Contains(
            (DateTimeOffset[])[began, DateTimeOffset.UtcNow],
            now =>
                problem.Text("message").Contains(
                    now.AddHours(165).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));
        Assert.Equal(
            ["/overlapHours"],
            (await tenant.Api.CallAsync(HttpMethod.Post, path, new { overlapHours = 169 }, HttpStatusCode.UnprocessableEntity)).Pointers());
        Assert.Equal(
            ["/overlapHours"],
            (await tenant.Api.CallAsync(HttpMethod.Post, path, new { overlapHours = -1 }, HttpStatusCode.UnprocessableEntity)).Pointers());
    }

    [Fact]
    public async Task Rotations_at_once_never_leave_more_than_five_live_secrets()
    {
        var tenant = fixture.NewTenant();
        var path = $"/api/v1/webhooks/{(await tenant.AddWebhookAsync(Tenant.NoServer)).Text("id")}/rotate-secret";

        var statuses = await Task.WhenAll(Enumerable.Range(0, 12).Select(async token =>
        {
            using var response = await tenant.Api.PostAsync(path, null);
            return response.StatusCode;
        }));

        Assert.Equal(4, statuses.Count(status => status == HttpStatusCode.OK));
        Assert.Equal(8, statuses.Count(status => status == HttpStatusCode.Conflict));
        Assert.Equal(
            5L,
            await fixture.Service.ScalarAsync<long>(
                $"SELECT count(*) FROM webhook_secrets WHERE organization_id = '{tenant.OrganizationId}'"));
    }

    [Fact]
    public async Task No_secret_and_no_header_value_lies_open_in_the_database()
    {
        await using var endpoint = await EndpointServer.StartAsync();
        var tenant = fixture.NewTenant();
        var webhook = await tenant.AddWebhookAsync(
            endpoint.Url, new { secret = "a-secret-that-a-customer-chose-42", headers = new { Authorization = "Bearer deeply-hidden" } });
        await tenant.CreatePassAsync();
        await endpoint.WaitForCountAsync(1, Soon);
        await Eventually.TrueAsync(
            async token =>
                await fixture.Service.ScalarAsync<long>(
                    $"SELECT count(*) FROM attempts WHERE organization_id = '{tenant.OrganizationId}'", token) == 1,
            Soon, "the attempt is recorded");

        var dump = await fixture.Service.ScalarAsync<string>("""
            SELECT string_agg(query_to_xml('SELECT * FROM public.' || quote_ident(tablename), true, false, '')::text, '')
                FROM pg_tables WHERE schemaname = 'public'
            """);

        Assert.Contains(tenant.OrganizationId.ToString(), dump!, StringComparison.Ordinal);
        foreach (var secret in (string[])["a-secret-that-a-customer-chose-42", "deeply-hidden"])
        {
            Assert.DoesNotContain(secret, dump!, StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(secret)), dump!, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(secret))[..16], dump!, StringComparison.Ordinal);
        }

        Assert.Equal("a-secret-that-a-customer-chose-42", webhook.Text("secret"));
    }
}
