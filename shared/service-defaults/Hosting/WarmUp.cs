using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Passinstance.ServiceDefaults.Hosting;

/// <summary>What a program does once before it is ready, so that its first requests are as fast as later ones.</summary>
/// <param name="Name">For the log.</param>
/// <param name="RunAsync">Does it. When the database fails it is repeated for a while.</param>
public sealed record WarmUpStep(string Name, Func<IServiceProvider, CancellationToken, Task> RunAsync);

/// <summary>Registers steps of the warm-up.</summary>
public static class WarmUpServices
{
    /// <summary>Adds a step that runs before the program is ready.</summary>
    public static void AddWarmUp(this IServiceCollection services, string name, Func<IServiceProvider, CancellationToken, Task> run) =>
        services.AddSingleton(new WarmUpStep(name, run));
}

/// <summary>
/// Runs every <see cref="WarmUpStep"/> after the start, one after another; the program is not ready before they have ended. A step that
/// keeps failing delays readiness until the deadline and no longer: the checks of readiness say what is wrong.
/// </summary>
internal sealed partial class WarmUp(
    IEnumerable<WarmUpStep> steps, IServiceProvider services, TimeProvider time, ILogger<WarmUp> logger) : BackgroundService
{
    /// <summary>From the start of the program.</summary>
    internal static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);
    private volatile bool _isDone;

    /// <summary>Whether the steps have ended.</summary>
    internal bool IsDone => _isDone;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The server starts meanwhile.
        await Task.Yield();
        using var deadline = new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stoppingToken);
        foreach (var step in steps)
            await RunAsync(step, either.Token);
        _isDone = true;
    }

    private async Task RunAsync(WarmUpStep step, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await step.RunAsync(services, cancellationToken);
                return;
            }
            catch (Exception exception) when (
                exception is DbException or TimeoutException or OperationCanceledException || exception.InnerException is DbException)
            {
                // The database may respond soon.
                LogWaiting(step.Name, exception.Message);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                LogFailed(step.Name, exception);
                return;
            }

            await Task.Delay(RetryDelay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(LogLevel.Debug, "The warm-up step {Step} is repeated: {Reason}")]
    private partial void LogWaiting(string step, string reason);

    [LoggerMessage(LogLevel.Warning, "The warm-up step {Step} failed; the first requests take longer.")]
    private partial void LogFailed(string step, Exception exception);
}
