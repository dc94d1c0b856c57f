using Passinstance.Persistence.Exports;

namespace Passinstance.Passes.Bundles;

internal static class BundleServices
{
    internal static void AddBundles(this IServiceCollection services)
    {
        services.AddSingleton<BundleSecret>();
        services.AddSingleton<BundlePresenter>();
        services.AddOptions<BundleOptions>().BindConfiguration("Bundles").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<BundleDownloads>();
        services.AddExport("bundle", ExportBundles.ReadAsync);
    }
}
