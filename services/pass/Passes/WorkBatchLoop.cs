using Passinstance.Background;
using Passinstance.Messaging.Outbox;

namespace Passinstance.Passes.Passes;

/// <summary>
/// Long work on many passes, done in batches. A batch changes some passes and records how far it came, in one transaction that also locks
/// the work's row: a killed process leaves nothing half done and nothing claimed.
/// </summary>
internal interface IWorkBatch
{
    /// <summary>Passes of one batch: few enough for short locks and little memory.</summary>
    internal const int Size = 500;

    /// <summary>Events that may wait to be published before work waits for them.</summary>
    internal const int MaxWaitingEvents = 2000;

    /// <summary>Does the next batch of the work that is due first.</summary>
    /// <returns>False when nothing is due.</returns>
    Task<bool> RunAsync(CancellationToken cancellationToken);
}

/// <summary>
/// Runs batch after batch; any number of replicas do it side by side. It waits while the outbox is long: a change of a million passes must
/// not put a million events before those of users.
/// </summary>
internal sealed class WorkBatchLoop<TBatch>(
    IServiceScopeFactory scopes, OutboxBacklog outbox, WorkSignal<TBatch> signal, TimeProvider time, ILogger<TBatch> logger)
    : WorkLoop(signal, Options, time, logger)
    where TBatch : IWorkBatch
{
    private static readonly WorkLoopOptions Options = new() { PollInterval = TimeSpan.FromSeconds(1) };
    private static readonly TimeSpan BacklogDelay = TimeSpan.FromMilliseconds(200);

    protected override async Task<bool> RunOnceAsync(CancellationToken cancellationToken)
    {
        if (await outbox.HasAtLeastAsync(IWorkBatch.MaxWaitingEvents, cancellationToken))
        {
            await DelayAsync(BacklogDelay, cancellationToken);
            return true;
        }

        // A scope, and so a DbContext, for each batch: nothing of the last one stays in memory.
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<TBatch>().RunAsync(cancellationToken);
    }
}

internal static class WorkBatchServices
{
    internal static void AddWorkBatch<TBatch>(this IServiceCollection services)
        where TBatch : class, IWorkBatch
    {
        services.AddSingleton<WorkSignal<TBatch>>();
        services.AddScoped<TBatch>();
        services.AddHostedService<WorkBatchLoop<TBatch>>();
    }
}
