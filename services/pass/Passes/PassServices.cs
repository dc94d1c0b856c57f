using Passinstance.Messaging.Bus;

namespace Passinstance.Passes.Passes;

internal static class PassServices
{
    internal static void AddPasses(this IServiceCollection services)
    {
        services.AddSingleton<PassSecret>();
        services.AddSingleton<PassPresenter>();
        services.AddSingleton<PassRenderer>();
        services.AddSingleton<PassInstallEvents>();
        services.AddScoped<PassCommandContext>();
    }

    internal static void AddPasses(this MessagingBuilder messaging) => messaging.AddEventMapper<Pass, PassDomainEvent, PassEventMapper>();
}
