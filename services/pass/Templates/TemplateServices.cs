using Passinstance.Background;
using Passinstance.ExternalSigners;
using Passinstance.GoogleFederation;
using Passinstance.Messaging.Bus;
using Passinstance.Security.ServiceCalls;

namespace Passinstance.Passes.Templates;

internal static class TemplateServices
{
    internal static void AddTemplates(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddExceptionHandler<TemplateServiceUnavailableHandler>();
        builder.AddExternalSigners();
        builder.AddGoogleFederation();
        builder.AddServiceClient<TemplateClient>("Template");
        services.AddScoped<TemplateStore>();
        services.AddScoped<SigningIdentityStore>();
        services.AddScoped<GoogleAccountStore>();
        services.AddSingleton<WorkSignal<IdentityFetcher>>();
        services.AddHostedService<IdentityFetcher>();
    }

    internal static void AddTemplates(this MessagingBuilder messaging)
    {
        messaging.AddConsumer<TemplateCreatedConsumer>();
        messaging.AddConsumer<TemplateDeletedConsumer>();
        messaging.AddConsumer<WalletIdentityChangedConsumer>();
    }
}
