using Passinstance.Persistence.Exports;
using Passinstance.Persistence.Restores;

namespace Passinstance.Templates.Templates;

internal static class TemplateServices
{
    internal static void AddTemplates(this IServiceCollection services)
    {
        services.AddOptions<TemplateQuotaOptions>().BindConfiguration("Quotas").ValidateDataAnnotations().ValidateOnStart();
        services.AddHttpContextAccessor();
        services.AddScoped<TemplateQuotas>();
        services.AddSingleton<FormLink>();
        services.AddRestoreStep<TemplateStep>();
        services.AddExport("template", ExportTemplates.ReadAsync);
        services.AddExport("templateVersion", ExportTemplates.ReadVersionsAsync);
    }
}
