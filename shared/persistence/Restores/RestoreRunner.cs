using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Passinstance.Persistence.Transactions;

namespace Passinstance.Persistence.Restores;

/// <summary>Runs the steps of a restore, batch after batch, each in a scope and a transaction of its own.</summary>
public sealed partial class RestoreRunner(
    IServiceScopeFactory scopes, IEnumerable<RestoreStepRegistration> registrations, TimeProvider time, ILogger<RestoreRunner> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<int, DateTimeOffset> _pausedUntil = new();
    private readonly IReadOnlyList<Type> _types = [.. registrations.Select(registration => registration.Type)];

    /// <summary>
    /// Runs one batch of a step that the program does while it serves. Replicas share the work by row locks. When a step fails, its restore
    /// pauses, and the others go on.
    /// </summary>
    /// <returns>False when nothing is to be done.</returns>
    public async Task<bool> RunBackgroundAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var now = time.GetUtcNow();
            var paused = _pausedUntil.Where(one => one.Value > now).Select(one => one.Key).ToList();
            RestoreStore.LockedStep? locked = null;
            try
            {
                return await RunBatchAsync(background: true, paused, step => locked = step, cancellationToken) is not null;
            }
            catch (Exception exception) when (locked is not null && exception is not (OperationCanceledException or OutOfMemoryException))
            {
                _pausedUntil[locked.Number] = now + Pause;
                LogStepFailed(logger, locked.Name, locked.Number, Pause, exception);
            }
        }
    }

    /// <summary>The names of all steps of a restore, in their order.</summary>
    internal IReadOnlyList<string> StepsOf(RestoreTask restore)
    {
        using var scope = scopes.CreateScope();
        return [.. Steps(scope).Where(step => step.IsFor(restore)).Select(step => step.Name)];
    }

    internal bool IsBackground(string name)
    {
        using var scope = scopes.CreateScope();
        return Steps(scope).Any(step => step.Name == name && step.IsBackground);
    }

    /// <summary>Runs one batch of the first step of the command that is not done; null when there is none.</summary>
    internal Task<(string Step, RestoreProgress Progress)?> RunBatchAsync(CancellationToken cancellationToken) =>
        RunBatchAsync(background: false, [], _ => { }, cancellationToken);

    private async Task<(string Step, RestoreProgress Progress)?> RunBatchAsync(
        bool background, IReadOnlyCollection<int> paused, Action<RestoreStore.LockedStep> locked, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var steps = Steps(scope).Where(step => step.IsBackground == background).ToDictionary(step => step.Name);
        if (steps.Count == 0)
            return null;
        var db = scope.ServiceProvider.GetRequiredService<DbContext>();
        await using var transaction = await scope.ServiceProvider.GetRequiredService<UnitOfWork>().BeginAsync(cancellationToken);
        if (await RestoreStore.LockNextAsync(db, [.. steps.Keys], background, paused, cancellationToken) is not { } next)
            return null;
        locked(next);
        var progress = await steps[next.Name].RunAsync(db, next.Task, next.Position, cancellationToken);
        await RestoreStore.RecordAsync(db, next, progress, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (next.Name, progress);
    }

    private IEnumerable<IRestoreStep> Steps(IServiceScope scope) =>
        _types.Select(type => (IRestoreStep)ActivatorUtilities.GetServiceOrCreateInstance(scope.ServiceProvider, type));

    [LoggerMessage(LogLevel.Error, "The step {Step} of restore {Restore} failed; retrying in {Pause}. Other restores go on.")]
    private static partial void LogStepFailed(ILogger logger, string step, int restore, TimeSpan pause, Exception exception);
}

/// <summary>A step of the program, in the order of the registrations.</summary>
/// <param name="Type">Its type, made for each batch.</param>
public sealed record RestoreStepRegistration(Type Type);

/// <summary>Registers the steps of a program.</summary>
public static class RestoreServices
{
    /// <summary>Adds a step after those that were added before.</summary>
    public static IServiceCollection AddRestoreStep<TStep>(this IServiceCollection services)
        where TStep : class, IRestoreStep =>
        services.AddSingleton(new RestoreStepRegistration(typeof(TStep)));

    /// <summary>Adds the runner and the steps that every program has; <c>AddDatabase</c> does.</summary>
    public static void AddRestores(this IServiceCollection services)
    {
        services.AddOptions<RestoreOptions>();
        services.AddSingleton<RestoreRunner>();
        services.AddRestoreStep<VersionStep>();
        services.AddRestoreStep<SequenceStep>();
    }
}
