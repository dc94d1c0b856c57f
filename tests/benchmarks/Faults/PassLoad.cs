using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace Passinstance.Benchmarks.Faults;

/// <summary>
/// Customers who issue passes and change each once, through the gateway, and keep at it while things break. A request without an answer is
/// not repeated: whether it was committed is read from the database afterwards.
/// </summary>
internal sealed class PassLoad(HttpClient api, string templateId)
{
    private static int _serial;
    private long _answered;
    private long _failed;

    internal long Answered => Interlocked.Read(ref _answered);

    internal long Failed => Interlocked.Read(ref _failed);

    /// <summary>
    /// Runs until <paramref name="events"/> changes were answered and <paramref name="atLeast"/> has ended, at most <paramref name="rate"/>
    /// a second.
    /// </summary>
    internal async Task RunAsync(int events, int rate, Task atLeast, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        long begun = 0;
        var until = Answered + events;
        await Task.WhenAll(Enumerable.Range(0, 24).Select(async _ =>
        {
            while ((Answered < until || !atLeast.IsCompleted) && !cancellationToken.IsCancellationRequested)
            {
                // Two changes a turn; a turn that is ahead of the rate waits for its time.
                var due = TimeSpan.FromSeconds(Interlocked.Add(ref begun, 2) / (double)rate) - Stopwatch.GetElapsedTime(start);
                if (due > TimeSpan.Zero)
                    await Task.Delay(due, cancellationToken);
                await IssueAndUpdateAsync(cancellationToken);
            }
        }));
    }

    internal async Task<bool> IssueAsync(string serialNumber, CancellationToken cancellationToken) =>
        await SendAsync(HttpMethod.Post, "/api/v1/passes",
            new { templateId, serialNumber, fields = new { points = new { label = "Points", value = 0 } } }, cancellationToken) is not null;

    private async Task IssueAndUpdateAsync(CancellationToken cancellationToken)
    {
        var issued = await SendAsync(HttpMethod.Post, "/api/v1/passes",
            new
            {
                templateId,
                serialNumber = $"LOAD-{Interlocked.Increment(ref _serial)}",
                fields = new { points = new { label = "Points", value = 0 } }
            }, cancellationToken);
        if (issued is { } pass)
            await SendAsync(HttpMethod.Put, $"/api/v1/passes/{pass.GetProperty("id").GetString()}",
                new { fields = new { points = new { label = "Points", value = 1 } } }, cancellationToken);
    }

    private async Task<JsonElement?> SendAsync(HttpMethod method, string path, object body, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
            using var response = await api.SendAsync(request, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                Interlocked.Increment(ref _answered);
                return await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException ||
                                          (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // The process that should have answered is what the fault has killed.
        }

        Interlocked.Increment(ref _failed);
        // A customer does not ask again at once either.
        await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
        return null;
    }
}
