using Passinstance.Background;

namespace Passinstance.Passes.WorkBatches;

/// <summary>Works off what <typeparamref name="TChunk"/> finds, chunk by chunk; any number of replicas do it side by side.</summary>
internal sealed partial class WorkBatchWorker<TChunk>(IServiceScopeFactory scopes, WorkSignal<TChunk> signal, TimeProvider time, ILogger<TChunk> logger) : BackgroundService
    where TChunk : IWorkBatch
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HoldInterval = TimeSpan.FromMilliseconds(200);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                switch (await RunAsync(stoppingToken))
                {
                    case WorkBatchOutcome.Idle:
                        await signal.WaitAsync(PollInterval, time, stoppingToken);
                        break;
                    case WorkBatchOutcome.Held:
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
    private async Task<WorkBatchOutcome> RunAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<TChunk>().RunAsync(cancellationToken);
    }

    [LoggerMessage(LogLevel.Error, "A chunk of passes could not be changed; the work goes on by itself.")]
    private partial void LogPaused(Exception exception);
}

internal static class WorkBatchSetup
{
    internal static void AddWorkBatches<TChunk>(this IServiceCollection services)
        where TChunk : class, IWorkBatch
    {
        services.AddSingleton<WorkSignal<TChunk>>();
        services.AddScoped<TChunk>();
        services.AddHostedService<WorkBatchWorker<TChunk>>();
    }
}
