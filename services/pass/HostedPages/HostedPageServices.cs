using Microsoft.Extensions.Options;
using Passinstance.Passes.HostedPages.Badges;
using Passinstance.Passes.HostedPages.Forms;
using Passinstance.Passes.HostedPages.Links;
using Passinstance.Persistence.Retention;

namespace Passinstance.Passes.HostedPages;

internal static class HostedPageServices
{
    internal static void AddHostedPages(this IServiceCollection services)
    {
        services.AddOptions<HostedPageOptions>().BindConfiguration("HostedPages").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<HostedPageOptions>, HostedPageValidation>();
        services.AddSingleton<WalletBadges>();
        services.AddScoped<HostedLinks>();
        services.AddSingleton<LinkUseStore>();
        services.AddScoped<TemplateForms>();
        services.AddSingleton<FormLimitStore>();
        services.AddSingleton<UnavailableForms>();
        services.AddRetention(
            OldRows.Of("expired form visitors", "form_visitors", "since",
            FormLimitStore.Hour) with
            { Interval = TimeSpan.FromMinutes(10) });
    }
}
