using System.Net;
using System.Text;
using System.Text.Json;
using Passinstance.Client;

namespace Passinstance.System.Tests.Clients;

/// <summary>What the C# client sends and reads, against responses that are given.</summary>
[Trait("Category", "Unit")]
public sealed class ClientMessageTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task An_update_sends_null_where_it_is_named_at_every_depth_and_nothing_that_is_not_set()
    {
        using var server = new GivenServer(HttpStatusCode.OK, """{"id":"pas_1"}""");
        using var passinstance = Client(server);

        await passinstance.UpdatePassAsync("pas_1", new UpdatePassRequest
        {
            BarcodeMessage = "4711",
            Fields = new Dictionary<string, FieldValue>
            {
                ["tier"] = new FieldValue { Value = "Gold" }.WithNull(field => field.Label),
                ["points"] = new() { Value = 3 },
                ["old"] = null!,
            },
        }.WithNull(request => request.ExpirationDate, request => request.BarcodeFormat));

        Assert.Equal(
            """{"fields":{"tier":{"label":null,"value":"Gold"},"points":{"value":3},"old":null}""" +
            ""","barcodeFormat":null,"barcodeMessage":"4711","expirationDate":null}""",
            server.Body);
        Assert.Throws<ArgumentException>(() => new UpdatePassRequest().WithNull(request => request.Fields!.Count));
    }

    [Fact]
    public async Task The_caller_s_keys_are_sent_and_times_keep_their_zone()
    {
        using var server = new GivenServer(HttpStatusCode.OK, """{"data":[],"hasMore":false,"nextCursor":null}""");
        using var passinstance = Client(server);

        await passinstance.ListPassesAsync(createdAfter: new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.FromHours(2)));
        var listed = server.Url!;
        await passinstance.UpdatePassAsync("pas_1", new UpdatePassRequest(), idempotencyKey: "order-1", ifMatch: "\"3\"");

        Assert.Contains("createdAfter=2026-11-01T12%3A00%3A00.0000000%2B02%3A00", listed.Query, StringComparison.Ordinal);
        Assert.Equal("order-1", Assert.Single(server.Headers!["Idempotency-Key"]));
        Assert.Equal("\"3\"", Assert.Single(server.Headers["If-Match"]));
    }

    [Fact]
    public async Task Lists_of_constants_are_sent_and_read_by_their_names()
    {
        using var server = new GivenServer(HttpStatusCode.OK, """
            {"id":"tpl_1","preferredStyleSchemes":["posterEventTicket","hologram"],"transitType":"PKTransitTypeAir"}
            """);
        using var passinstance = Client(server);

        var template = await passinstance.UpdateTemplateAsync(
            "tpl_1", new UpdateTemplateRequest { PreferredStyleSchemes = [StyleScheme.EventTicket] });

        Assert.Equal("""{"preferredStyleSchemes":["eventTicket"]}""", server.Body);
        Assert.Equal(StyleScheme.PosterEventTicket, template.PreferredStyleSchemes![0]);
        Assert.True(template.PreferredStyleSchemes[1].IsUnknown());
        Assert.Equal(TransitType.PKTransitTypeAir, template.TransitType);
    }

    [Fact]
    public async Task A_value_that_is_newer_than_the_client_is_read_and_not_sent_back()
    {
        using var server = new GivenServer(HttpStatusCode.OK, """{"id":"tpl_1","passType":"hologram","status":"published","future":{}}""");
        using var passinstance = Client(server);

        var template = await passinstance.GetTemplateAsync("tpl_1");

        Assert.True(template.PassType!.Value.IsUnknown());
        Assert.Equal(TemplateStatus.Published, template.Status);
        Assert.False(template.Status.IsUnknown());
        await Assert.ThrowsAsync<JsonException>(() =>
            passinstance.UpdateTemplateAsync("tpl_1", new UpdateTemplateRequest { PassType = template.PassType }));
    }

    [Theory]
    [InlineData(HttpStatusCode.UnprocessableEntity)]
    [InlineData((HttpStatusCode)418)]
    public async Task An_error_has_the_message_the_code_the_request_and_all_invalid_values(HttpStatusCode status)
    {
        using var server = new GivenServer(status, """
            {"type":"about:blank","title":"x","status":422,"detail":"Two values are invalid.","error":"x",
            "message":"Two values are invalid.","code":"invalid_request","requestId":"req_1",
            "errors":[{"pointer":"/name","code":"required","detail":"Send a name."}]}
            """);
        using var passinstance = Client(server);

        var error = await Assert.ThrowsAnyAsync<PassinstanceException>(() => passinstance.GetPassAsync("pas_1"));

        Assert.Equal("Two values are invalid.\n/name: Send a name.", error.Message);
        Assert.Equal(((int)status, "invalid_request", "req_1"), (error.StatusCode, error.Code, error.RequestId));
        Assert.Equal("/name", Assert.Single(error.Errors).Pointer);
    }

    [Fact]
    public async Task A_proxy_s_page_is_an_error_with_the_status_and_without_a_code()
    {
        using var server = new GivenServer(HttpStatusCode.BadGateway, "<html>");
        using var passinstance = Client(server);

        var error = await Assert.ThrowsAnyAsync<PassinstanceException>(() => passinstance.GetPassAsync("pas_1"));

        Assert.Equal((502, null), (error.StatusCode, error.Code));
        Assert.Empty(error.Errors);
    }

    [Fact]
    public void A_webhook_is_verified_by_its_secret_and_by_its_public_key_and_no_other_way()
    {
        var webhook = SignedWebhook.Create(Now);
        var body = Encoding.UTF8.GetBytes(webhook.Body);
        Event Verify(byte[] content, string[] keys, DateTimeOffset now) => new WebhookVerifier(keys, time: new FixedTime(now)).Verify(
            content, webhook.Headers["Webhook-Id"], webhook.Headers["webhook-timestamp"], webhook.Headers["webhook-signature"]);

        foreach (var key in webhook.Keys)
            Assert.Equal("pass.created", Verify(body, [key], Now.AddMinutes(4)).Type);
        Assert.Equal("pass.created", Verify(body, ["whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", webhook.Keys[1]], Now).Type);
        foreach (var key in webhook.Keys)
        {
            Assert.Throws<WebhookVerificationException>(() => Verify([.. body, 32], [key], Now));
            Assert.Throws<WebhookVerificationException>(() => Verify(body, [key], Now.AddMinutes(6)));
            Assert.Throws<WebhookVerificationException>(() => Verify(body, [key], Now.AddMinutes(-6)));
        }

        Assert.Throws<WebhookVerificationException>(() => Verify(body, [SignedWebhook.Create(Now).Keys[0]], Now));
        Assert.Throws<WebhookVerificationException>(() => Verify(body, [SignedWebhook.Create(Now).Keys[1]], Now));
        Assert.Throws<ArgumentException>(() => new WebhookVerifier(""));
        Assert.Throws<ArgumentException>(() => new WebhookVerifier([]));
        Assert.Throws<ArgumentException>(() => new WebhookVerifier("whsec_*"));
        Assert.Throws<ArgumentException>(() => new WebhookVerifier("whpk_AAAA"));
    }

    private static PassinstanceClient Client(HttpMessageHandler server) =>
        PassinstanceClient.Create(new Uri("http://api.test/api/v1"), "pi_test_x", new RetryOptions { Attempts = 1 }, server);

    private sealed class GivenServer(HttpStatusCode status, string response) : HttpMessageHandler
    {
        internal string? Body { get; private set; }

        internal Uri? Url { get; private set; }

        internal Dictionary<string, IEnumerable<string>>? Headers { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Url = request.RequestUri;
            Headers = request.Headers.ToDictionary(header => header.Key, header => header.Value);
            Body = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken);
            return new HttpResponseMessage(status) { Content = new StringContent(response, Encoding.UTF8, "application/json") };
        }
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
