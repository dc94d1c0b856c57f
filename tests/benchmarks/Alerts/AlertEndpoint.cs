using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Passinstance.Benchmarks.Alerts;

/// <summary>A customer's server that responds as it is told.</summary>
internal sealed class AlertEndpoint : IAsyncDisposable
{
    private readonly WebApplication _app;

    private AlertEndpoint(WebApplication app) => _app = app;

    /// <summary>What it responds.</summary>
    internal int Status { get; set; } = StatusCodes.Status200OK;

    /// <summary>How long it takes.</summary>
    internal TimeSpan Delay { get; set; }

    internal string Url => _app.Urls.Single();

    internal static async Task<AlertEndpoint> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var endpoint = new AlertEndpoint(app);
        app.MapPost("/{**path}", async (HttpContext context) =>
        {
            await Task.Delay(endpoint.Delay, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            context.Response.StatusCode = endpoint.Status;
        });
        await app.StartAsync();
        return endpoint;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
