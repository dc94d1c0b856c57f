using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Passinstance.ServiceDefaults.Hosting;

/// <summary>Section <c>Shutdown</c>: how a program stops.</summary>
internal sealed class ShutdownOptions
{
    /// <summary>
    /// Seconds for which a program that was told to stop goes on serving, while it is no longer ready: longer than those who send requests
    /// need to notice.
    /// </summary>
    [Range(0, 600, ErrorMessage = "Shutdown:DrainSeconds must be between 0 and 600. Set Shutdown__DrainSeconds.")]
    public int DrainSeconds { get; set; }
}

/// <summary>
/// From SIGTERM on <c>/health/ready</c> responds 503 and every response closes its connection, and the program goes on serving for
/// <see cref="ShutdownOptions.DrainSeconds"/>. Only then the server and the background work stop.
/// </summary>
/// <remarks>
/// The host closes the listener as soon as it is told to stop, but load balancers go on sending requests until they notice. They would be
/// refused.
/// </remarks>
internal sealed partial class Drain(
    IHostApplicationLifetime lifetime, IOptions<ShutdownOptions> options, TimeProvider time, ILogger<Drain> logger)
    : IHostedLifecycleService
{
    private volatile bool _stopping;

    /// <summary>Whether the program was told to stop.</summary>
    internal bool IsDraining => _stopping || lifetime.ApplicationStopping.IsCancellationRequested;

    // Before any service, the server included, is told to stop.
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        var isRepeated = _stopping;
        _stopping = true;
        var duration = TimeSpan.FromSeconds(options.Value.DrainSeconds);
        if (isRepeated || duration == TimeSpan.Zero)
            return;
        LogDraining(options.Value.DrainSeconds);
        try
        {
            await Task.Delay(duration, time, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host stops waiting: stop now.
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Information, "Stopping: not ready any more, serving for {Seconds} s.")]
    private partial void LogDraining(int seconds);
}

/// <summary>Closes the connection after each response while the program drains.</summary>
internal sealed class DrainMiddleware(RequestDelegate next, Drain drain)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (drain.IsDraining && !HttpProtocol.IsHttp2(context.Request.Protocol))
            context.Response.Headers[HeaderNames.Connection] = "close";
        return next(context);
    }
}
