using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Passinstance.Testing;
using Passinstance.Testing.Services;
using Passinstance.Testing.Webhooks;
using Passinstance.Webhooks.Tests.Fixtures;

namespace Passinstance.Webhooks.Tests.Dispatching;

[Trait("Category", "Integration")]
public sealed class DeliveryTraceTests(WebhookFixture fixture)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Every_attempt_stands_in_the_trace_of_what_caused_the_event_and_shows_no_secret()
    {
        using var traces = new Traces();
        await using var endpoint = await EndpointServer.StartAsync();
        var tenant = fixture.NewTenant();
        var webhook = await tenant.AddWebhookAsync(
            new Uri(endpoint.Url, "/?token=secret-of-the-query"),
            new { headers = new Dictionary<string, string> { ["X-Shop-Token"] = "secret-of-the-header" } });
        using var cause = traces.Begin();

        var happened = await tenant.CreatePassAsync();
        var first = (await endpoint.WaitForCountAsync(1, Soon))[0];
        // Until the attempt is recorded it is in progress, and nothing is sent again.
        await tenant.AttemptedAsync(webhook, happened);
        await tenant.Api.CallAsync(
            HttpMethod.Post, $"/api/v1/webhooks/{webhook.Text("id")}/deliveries/{TestEvents.Id(happened)}/resend", null,
            HttpStatusCode.Accepted);
        await endpoint.WaitForCountAsync(2, Soon);

        await Eventually.TrueAsync(
            () => traces.Of(cause.TraceId).Count(activity => activity.OperationName == "webhook delivery") == 2, Soon,
            "two deliveries in the trace");
        var notified = string.Join('\n', traces.Of(cause.TraceId).SelectMany(Texts));
        Assert.DoesNotContain("secret-of-the-header", notified, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-of-the-query", notified, StringComparison.Ordinal);
        Assert.DoesNotContain(webhook.Text("secret"), notified, StringComparison.Ordinal);
        Assert.DoesNotContain("whsec_", notified, StringComparison.Ordinal);
        // A customer's server receives no trace headers.
        Assert.DoesNotContain(first.Headers.Keys, name => name.Equals("traceparent", StringComparison.OrdinalIgnoreCase));
    }

    private static IEnumerable<string> Texts(Activity activity) =>
        [activity.DisplayName, activity.StatusDescription ?? "", .. activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"),
         .. activity.Events.SelectMany(
             e => e.Tags.Select(tag => $"{tag.Key}={tag.Value}")), .. activity.Baggage.Select(pair => $"{pair.Key}={pair.Value}")];

    /// <summary>Everything that any source in this process sends to a collector.</summary>
    private sealed class Traces : IDisposable
    {
        private readonly ConcurrentQueue<Activity> _ended = new();
        private readonly ActivitySource _source = new("Passinstance.Webhooks.Tests");
        private readonly ActivityListener _listener;

        internal Traces()
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = _ => true,
                Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = _ended.Enqueue,
            };
            ActivitySource.AddActivityListener(_listener);
        }

        internal Activity Begin() => _source.StartActivity("cause") ?? throw new InvalidOperationException("Nobody listens.");

        internal IReadOnlyList<Activity> Of(ActivityTraceId trace) => [.. _ended.Where(activity => activity.TraceId == trace)];

        public void Dispose()
        {
            _listener.Dispose();
            _source.Dispose();
        }
    }
}
