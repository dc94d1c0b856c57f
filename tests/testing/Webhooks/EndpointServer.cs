using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;

namespace Passinstance.Testing.Webhooks;

/// <summary>
/// A real HTTP server on loopback as a customer's webhook endpoint: it records every request and sends the configured responses, the
/// scripted ones first, in order, then the default.
/// </summary>
public sealed class EndpointServer : IAsyncDisposable
{
    private readonly ConcurrentQueue<WebhookAnswer> _script = new();
    private readonly ConcurrentQueue<ReceivedRequest> _requests = new();
    private readonly CancellationTokenSource _disposing = new();
    private readonly WebApplication _application;

    private EndpointServer(WebApplication application)
    {
        _application = application;
        _application.Run(ServeAsync);
    }

    /// <summary>The address, for example http://127.0.0.1:40123. Any path below it is received.</summary>
    public Uri Url => new(_application.Urls.Single());

    /// <summary>The response when the script is empty: 200 unless set.</summary>
    public WebhookAnswer StandingAnswer { get; set; } = WebhookAnswer.Ok;

    /// <summary>Everything received so far, oldest first.</summary>
    public IReadOnlyList<ReceivedRequest> Requests => [.. _requests];

    /// <summary>Starts a server on a free port.</summary>
    public static async Task<EndpointServer> StartAsync(CancellationToken cancellationToken = default)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(options => options.Listen(System.Net.IPAddress.Loopback, 0));
        var server = new EndpointServer(builder.Build());
        await server._application.StartAsync(cancellationToken);
        return server;
    }

    /// <summary>Adds responses for the next requests, one each.</summary>
    public void AnswerNext(params IEnumerable<WebhookAnswer> answers)
    {
        foreach (var answer in answers)
            _script.Enqueue(answer);
    }

    /// <summary>Returns the first matching request, including one that has arrived already.</summary>
    public Task<ReceivedRequest> WaitForAsync(
        Func<ReceivedRequest, bool> fits, TimeSpan deadline, CancellationToken cancellationToken = default) =>
        Eventually.ValueAsync(
            _ => Task.FromResult(_requests.FirstOrDefault(fits)), deadline,
            $"a matching request arrived at {Url} ({_requests.Count} requests had arrived before)", cancellationToken);

    /// <summary>Returns all requests once there are at least this many.</summary>
    public async Task<IReadOnlyList<ReceivedRequest>> WaitForCountAsync(int count, TimeSpan deadline,
        CancellationToken cancellationToken = default)
    {
        await Eventually.TrueAsync(() => _requests.Count >= count, deadline, $"{count} requests arrived at {Url}", cancellationToken);
        return Requests;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _disposing.CancelAsync();
        await _application.DisposeAsync();
        _disposing.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(_disposing.Token, context.RequestAborted);
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, ends.Token);
        // The response is chosen before the request becomes visible: a test that sees the request may script the next one.
        var answer = _script.TryDequeue(out var scripted) ? scripted : StandingAnswer;
        _requests.Enqueue(new(
            context.Request.Method,
            context.Request.GetEncodedPathAndQuery(),
            context.Request.Headers.ToDictionary(header => header.Key, header => string.Join(", ", header.Value.ToArray()),
                StringComparer.OrdinalIgnoreCase),
            body.ToArray(),
            DateTimeOffset.UtcNow));
        try
        {
            await AnswerAsync(context, answer, ends.Token);
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
            await Task.Delay(answer.Hangs ? Timeout.InfiniteTimeSpan : answer.Delay, cancellationToken);
        context.Response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers)
            context.Response.Headers[name] = value;
        if (answer.Body.Length > 0)
            await context.Response.WriteAsync(answer.Body, cancellationToken);
    }
}
