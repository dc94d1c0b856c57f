using Passinstance.Messaging.Bus;
using Passinstance.Passes.Passes;

namespace Passinstance.Passes.TemplateRollouts;

internal static class TemplateRolloutServices
{
    internal static void AddTemplateRollouts(this IServiceCollection services)
    {
        services.AddScoped<TemplateRolloutStore>();
        services.AddScoped<TemplatePassCounts>();
        services.AddWorkBatch<TemplateRolloutBatch>();
    }

    internal static void AddTemplateRollouts(this MessagingBuilder messaging) => messaging.AddConsumer<TemplateUpdatedConsumer>();
}
