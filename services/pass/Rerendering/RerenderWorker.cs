using Passinstance.Messaging.Inbox;

namespace Passinstance.Passes.Rerendering;

/// <summary>Moves passes to the newest version of their template, chunk by chunk; any number of replicas do it side by side.</summary>
internal sealed partial class RerenderWorker(IServiceScopeFactory scopes, WorkSignal<RerenderWorker> signal, TimeProvider time, ILogger<RerenderWorker> logger) : BackgroundService
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HoldInterval = TimeSpan.FromMilliseconds(200);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                switch (await MoveAsync(stoppingToken))
                {
                    case RerenderOutcome.Idle:
                        await signal.WaitAsync(PollInterval, time, stoppingToken);
                        break;
                    case RerenderOutcome.Held:
                        await Task.Delay(HoldInterval, time, stoppingToken);
                        break;
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                LogPaused(exception);
                await Task.Delay(PollInterval, time, stoppingToken);
            }
        }
    }

    // A context of its own for each chunk: nothing of the last one stays in memory.
    private async Task<RerenderOutcome> MoveAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<RerenderChunk>().MoveAsync(cancellationToken);
    }

    [LoggerMessage(LogLevel.Error, "Moving passes to a new template version pauses; it goes on by itself.")]
    private partial void LogPaused(Exception exception);
}
