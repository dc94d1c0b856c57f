using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.Persistence.Transactions;

namespace Passinstance.Persistence.Restores;

/// <summary>Runs the steps of a restore, batch after batch, each in a scope and a transaction of its own.</summary>
public sealed class RestoreRunner(IServiceScopeFactory scopes, IEnumerable<RestoreStepRegistration> registrations)
{
    private readonly IReadOnlyList<Type> _types = [.. registrations.Select(registration => registration.Type)];

    /// <summary>Runs one batch of a step that the program does while it serves. Replicas share the work by row locks.</summary>
    /// <returns>False when nothing is to be done.</returns>
    public async Task<bool> RunBackgroundAsync(CancellationToken cancellationToken) =>
        await RunBatchAsync(background: true, cancellationToken) is not null;

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

    /// <summary>Runs one batch of the first step that is not done; null when there is none.</summary>
    internal async Task<(string Step, RestoreProgress Progress)?> RunBatchAsync(bool background, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var steps = Steps(scope).Where(step => step.IsBackground == background).ToDictionary(step => step.Name);
        if (steps.Count == 0)
            return null;
        var db = scope.ServiceProvider.GetRequiredService<DbContext>();
        await using var transaction = await scope.ServiceProvider.GetRequiredService<UnitOfWork>().BeginAsync(cancellationToken);
        if (await RestoreStore.LockNextAsync(db, [.. steps.Keys], background, cancellationToken) is not { } next)
            return null;
        var progress = await steps[next.Name].RunAsync(db, next.Task, next.Position, cancellationToken);
        await RestoreStore.RecordAsync(db, next, progress, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (next.Name, progress);
    }

    private IEnumerable<IRestoreStep> Steps(IServiceScope scope) =>
        _types.Select(type => (IRestoreStep)ActivatorUtilities.GetServiceOrCreateInstance(scope.ServiceProvider, type));
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
