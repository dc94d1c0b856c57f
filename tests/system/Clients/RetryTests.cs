using System.Net;
using System.Net.Http.Headers;
using Passinstance.Client;

namespace Passinstance.System.Tests.Clients;

/// <summary>The C# client's retries, against responses that a healthy system does not give.</summary>
[Trait("Category", "Unit")]
public sealed class RetryTests
{
    [Fact]
    public async Task A_request_is_retried_with_the_same_key_after_the_time_the_server_asks_for()
    {
        using var server = new ScriptedServer(
            _ => new HttpResponseMessage(HttpStatusCode.TooManyRequests)
            {
                Headers =
                { RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(1)) }
            },
            _ => throw new HttpRequestException("The connection broke."),
            _ => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable),
            _ => new HttpResponseMessage(HttpStatusCode.NoContent));
        using var passinstance = PassinstanceClient.Create(new Uri("http://api.test/api/v1"), "pi_test_x", Quick, server);

        var started = TimeProvider.System.GetTimestamp();
        await Assert.ThrowsAsync<PassinstanceException>(() => passinstance.VoidPassAsync("pas_1"));

        Assert.True(TimeProvider.System.GetElapsedTime(started) >= TimeSpan.FromMilliseconds(990),
            "The second attempt came before the server wanted it.");
        Assert.Equal(4, server.Requests.Count);
        Assert.Equal(new Uri("http://api.test/api/v1/passes/pas_1/void"), server.Requests[0].Url);
        Assert.Single(server.Requests.Select(request => request.Key).Distinct());
        Assert.False(string.IsNullOrEmpty(server.Requests[0].Key));
    }

    [Fact]
    public async Task A_change_without_a_key_is_not_repeated_when_its_outcome_is_unknown_and_a_refusal_never_is()
    {
        using var broken = new ScriptedServer(_ => throw new HttpRequestException("The connection broke."),
            _ => new HttpResponseMessage(HttpStatusCode.OK));
        using var refusing = new ScriptedServer(_ =>
            new HttpResponseMessage(HttpStatusCode.UnprocessableEntity) { Content = new StringContent("{}") },
            _ => new HttpResponseMessage(HttpStatusCode.OK));
        using var first = PassinstanceClient.Create(new Uri("http://api.test/api/v1"), "pi_test_x", Quick, broken);
        using var second = PassinstanceClient.Create(new Uri("http://api.test/api/v1"), "pi_test_x", Quick, refusing);

        await Assert.ThrowsAsync<HttpRequestException>(() => first.PatchWebhookAsync("whk_1", new UpdateWebhookRequest()));
        await Assert.ThrowsAnyAsync<PassinstanceException>(() => second.GetPassAsync("pas_1"));

        Assert.Single(broken.Requests);
        Assert.Single(refusing.Requests);
    }

    [Fact]
    public async Task A_Retry_After_beyond_the_limit_of_the_caller_is_returned_to_the_caller()
    {
        using var server = new ScriptedServer(_ =>
            new HttpResponseMessage(HttpStatusCode.TooManyRequests)
            {
                Headers =
            { RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromHours(1)) },
                Content = new StringContent("{}")
            });
        using var passinstance = PassinstanceClient.Create(new Uri("http://api.test/api/v1"), "pi_test_x", Quick, server);

        var limited = await Assert.ThrowsAnyAsync<PassinstanceException>(() => passinstance.ListPassesAsync());

        Assert.Equal(429, limited.StatusCode);
        Assert.Single(server.Requests);
    }

    private static RetryOptions Quick => new() { FirstPause = TimeSpan.FromMilliseconds(1) };

    private sealed class ScriptedServer(params Func<HttpRequestMessage, HttpResponseMessage>[] answers) : HttpMessageHandler
    {
        internal List<(Uri Url, string? Key)> Requests { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests.Add((request.RequestUri!, request.Headers.TryGetValues("Idempotency-Key", out var keys) ? keys.Single() : null));
            return Task.FromResult(answers[Requests.Count - 1](request));
        }
    }
}
