using Passinstance.Passes.Passes;
using Passinstance.Persistence.Restores;

namespace Passinstance.Passes.Restores;

internal static class RestoreServices
{
    internal static void AddPassRestores(this IServiceCollection services)
    {
        services.Configure<RestoreOptions>(options => options.Assignments["passes"] = PassTimes);
        services.AddRestoreStep<TemplateStep>();
        services.AddRestoreStep<IdentityStep>();
        services.AddRestoreStep<RetentionStep>();
        services.AddRestoreStep<ErasureStep>();
        services.AddRestoreStep<RegistrationStep>();
        services.AddRestoreStep<PassStep>();
        services.AddWorkBatch<RestoreBatch>();
    }

    // Devices send the time of what they have: a version that is lost has a later time than the one that was restored, and of many changes
    // within a second the last is ahead of the clock. By the change of the time a trigger has every device's list name the pass.
    private const string PassTimes = """
        last_modified = greatest(
            date_trunc('second', clock_timestamp()) + interval '1 minute',
            date_trunc('second', greatest(t.last_modified, t.updated_at)) + interval '1 second')
        """;
}

/// <summary>The steps of a restore that concern each pass, done while the service serves.</summary>
internal sealed class RestoreBatch(RestoreRunner runner) : IWorkBatch
{
    public Task<bool> RunAsync(CancellationToken cancellationToken) => runner.RunBackgroundAsync(cancellationToken);
}
