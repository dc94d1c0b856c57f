using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Passinstance.Security.Outbound;
using Passinstance.Security.ServiceCalls;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Passes.Diagnosis;

/// <summary>Section <c>Services</c>: where the state of pushes is.</summary>
internal sealed class DiagnosisOptions
{
    /// <summary>Address of the notification service.</summary>
    [Required(ErrorMessage = "Services:Notification must be the address of the notification service. Set Services__Notification.")]
    public Uri? Notification { get; set; }
}

internal static class DiagnosisServices
{
    // A verdict without the state of pushes is better than none.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    internal static void AddDiagnosis(this IServiceCollection services)
    {
        services.AddOptions<DiagnosisOptions>().BindConfiguration("Services").ValidateDataAnnotations().ValidateOnStart();
        services.AddScoped<DiagnosePass>();
        services.AddHttpClient<PushStateClient>((provider, http) =>
            {
                http.BaseAddress = provider.GetRequiredService<IOptions<DiagnosisOptions>>().Value.Notification;
                http.Timeout = Timeout;
                http.MaxResponseContentBufferSize = 1024 * 1024;
            })
            .WithoutCertificateDownloads()
            .UseSocketsHttpHandler((handler, _) => handler.PooledConnectionLifetime = ServiceClients.ConnectionLifetime);
    }

    internal static void MapDiagnosis(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/api/v1/passes").RequireScope(Scopes.PassesRead).MapGet("/{id}/diagnosis", DiagnosePass.HandleAsync);
}
