using Passinstance.ServiceDefaults.Hosting;

namespace Passinstance.Passes.Rendering;

internal static class RenderingServices
{
    internal static void AddRendering(this IServiceCollection services)
    {
        services.AddSingleton<PreparedTemplates>();
        services.AddSingleton<SigningFailures>();
        services.AddSingleton<SigningMetrics>();
        services.AddWarmUp("signature", SigningWarmUp.RunAsync);
        services.AddSingleton(provider => PassTemplates.ShareReads(provider.GetRequiredService<IServiceScopeFactory>()));
        services.AddScoped<PassTemplates>();
    }
}
