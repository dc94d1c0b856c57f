using Passinstance.Messaging.Inbox;
using Passinstance.Passes.Persistence;

namespace Passinstance.Passes.Messages;

/// <summary>Writes messages into passes, chunk by chunk; any number of replicas do it side by side.</summary>
internal sealed partial class MessageWorker(IServiceScopeFactory scopes, WorkSignal<MessageWorker> signal, TimeProvider time, ILogger<MessageWorker> logger) : BackgroundService
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HoldInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan ForgetInterval = TimeSpan.FromHours(1);
    private DateTimeOffset _forgetAt = time.GetUtcNow();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                switch (await WriteAsync(stoppingToken))
                {
                    case MessageOutcome.Idle:
                        await ForgetAsync(stoppingToken);
                        await signal.WaitAsync(PollInterval, time, stoppingToken);
                        break;
                    case MessageOutcome.Held:
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
    private async Task<MessageOutcome> WriteAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<MessageChunk>().WriteAsync(cancellationToken);
    }

    private async Task ForgetAsync(CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() < _forgetAt)
            return;
        await using var scope = scopes.CreateAsyncScope();
        await MessageRun.ForgetAsync(scope.ServiceProvider.GetRequiredService<PassesDbContext>(), cancellationToken);
        _forgetAt = time.GetUtcNow() + ForgetInterval;
    }

    [LoggerMessage(LogLevel.Error, "Writing messages into passes pauses; it goes on by itself.")]
    private partial void LogPaused(Exception exception);
}
