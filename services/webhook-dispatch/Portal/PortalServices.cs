using Microsoft.AspNetCore.Authentication;

namespace Passinstance.Webhooks.Portal;

internal static class PortalServices
{
    internal static void AddPortal(this IServiceCollection services) => services.AddAuthentication()
        .AddScheme<AuthenticationSchemeOptions, PortalAuthentication>(PortalAuthentication.SchemeName, configureOptions: null);
}
