using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;

namespace Passinstance.Testing.Webhooks;

/// <summary>
/// A real HTTP server on loopback that stands for a customer's receiver: it records every request and answers as told,
/// the scripted answers first, in order, then the standing one.
/// </summary>
public sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<WebhookAnswer> script = new();
    private readonly ConcurrentQueue<ReceivedRequest> requests = new();
    private readonly CancellationTokenSource disposing = new();
    private readonly WebApplication application;

    private WebhookReceiver(WebApplication application)
    {
        this.application = application;
        application.Run(ServeAsync);
    }

    /// <summary>The address, for example http://127.0.0.1:40123. Any path below it is received.</summary>
    public Uri Url => new(application.Urls.Single());

    /// <summary>What it answers when the script is empty: 200 unless set.</summary>
    public WebhookAnswer StandingAnswer { get; set; } = WebhookAnswer.Ok;

    /// <summary>Everything received so far, oldest first.</summary>
    public IReadOnlyList<ReceivedRequest> Requests => [.. requests];

    /// <summary>Starts a receiver on a free port.</summary>
    public static async Task<WebhookReceiver> StartAsync(CancellationToken cancellationToken = default)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(options => options.Listen(System.Net.IPAddress.Loopback, 0));
        var receiver = new WebhookReceiver(builder.Build());
        await receiver.application.StartAsync(cancellationToken).ConfigureAwait(false);
        return receiver;
    }

    /// <summary>Adds answers for the next requests, one each.</summary>
    public void AnswerNext(params IEnumerable<WebhookAnswer> answers)
    {
        foreach (var answer in answers)
            script.Enqueue(answer);
    }

    /// <summary>Returns the first request that fits, also one that has come already.</summary>
    public Task<ReceivedRequest> WaitForAsync(
        Func<ReceivedRequest, bool> fits, TimeSpan deadline, CancellationToken cancellationToken = default) =>
        Eventually.ValueAsync(
            _ => Task.FromResult(requests.FirstOrDefault(fits)), deadline,
            $"a request that fits came to {Url} ({requests.Count} came at all when waiting began)", cancellationToken);

    /// <summary>Returns all requests once there are at least this many.</summary>
    public async Task<IReadOnlyList<ReceivedRequest>> WaitForCountAsync(int count, TimeSpan deadline, CancellationToken cancellationToken = default)
    {
        await Eventually.TrueAsync(() => requests.Count >= count, deadline, $"{count} requests came to {Url}", cancellationToken).ConfigureAwait(false);
        return Requests;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await disposing.CancelAsync().ConfigureAwait(false);
        await application.DisposeAsync().ConfigureAwait(false);
        disposing.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(disposing.Token, context.RequestAborted);
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, ends.Token).ConfigureAwait(false);
        // The answer is taken before the request becomes visible: a test that sees the request may script the next one.
        var answer = script.TryDequeue(out var scripted) ? scripted : StandingAnswer;
        requests.Enqueue(new(
            context.Request.Method,
            context.Request.GetEncodedPathAndQuery(),
            context.Request.Headers.ToDictionary(header => header.Key, header => string.Join(", ", header.Value.ToArray()), StringComparer.OrdinalIgnoreCase),
            body.ToArray(),
            DateTimeOffset.UtcNow));
        try
        {
            await AnswerAsync(context, answer, ends.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
    }

    private static async Task AnswerAsync(HttpContext context, WebhookAnswer answer, CancellationToken cancellationToken)
    {
        if (answer.Closes)
        {
            context.Abort();
            return;
        }

        if (answer.Hangs || answer.Delay > TimeSpan.Zero)
            await Task.Delay(answer.Hangs ? Timeout.InfiniteTimeSpan : answer.Delay, cancellationToken).ConfigureAwait(false);
        context.Response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers)
            context.Response.Headers[name] = value;
        if (answer.Body.Length > 0)
            await context.Response.WriteAsync(answer.Body, cancellationToken).ConfigureAwait(false);
    }
}
