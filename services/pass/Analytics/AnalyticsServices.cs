namespace Passinstance.Passes.Analytics;

internal static class AnalyticsServices
{
    internal static void AddAnalytics(this IServiceCollection services)
    {
        services.AddSingleton<UsageCounter>();
        services.AddSingleton<UsageStore>();
        services.AddSingleton<UsageWriter>();
        services.AddHostedService(provider => provider.GetRequiredService<UsageWriter>());
    }
}
