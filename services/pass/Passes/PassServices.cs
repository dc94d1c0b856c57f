using Passinstance.Messaging.Bus;
using Passinstance.Persistence.Exports;
using Passinstance.Persistence.Retention;

namespace Passinstance.Passes.Passes;

internal static class PassServices
{
    internal static void AddPasses(this IServiceCollection services)
    {
        services.AddSingleton<PassSecret>();
        services.AddSingleton<PassPresenter>();
        services.AddSingleton<PassRenderer>();
        services.AddSingleton<PassInstallEvents>();
        services.AddOptions<PassQuotas>().BindConfiguration("Quotas").ValidateDataAnnotations().ValidateOnStart();
        services.AddScoped<PassCommandContext>();
        services.AddExport("pass", ExportPasses.ReadAsync);
        services.AddRetention(DeletedPasses.Content);
        services.AddRetention(DeletedPasses.Personalizations);
        services.AddRetention(DeletedPasses.ContentByOrganization);
        services.AddRetention(DeletedPasses.PersonalizationsByOrganization);
    }

    internal static void AddPasses(this MessagingBuilder messaging) => messaging.AddEventMapper<Pass, PassDomainEvent, PassEventMapper>();
}
