using Passinstance.ServiceDefaults.Hosting;

namespace Passinstance.Dashboard.SignIn;

/// <summary>Requests come from the gateway under this program's internal name; redirects are made with the public one.</summary>
internal sealed class PublicAddress(RequestDelegate next, DeploymentOptions deployment)
{
    private readonly Uri _public = new(deployment.PublicUrl);

    public Task InvokeAsync(HttpContext context)
    {
        context.Request.Scheme = _public.Scheme;
        context.Request.Host = new HostString(_public.Authority);
        return next(context);
    }
}
