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
        // Addresses in a page are relative to the base path, which ends with a slash.
        if (context.Request is { Path.HasValue: false, PathBase.HasValue: true } && HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.Redirect($"{DashboardApplication.BasePath}/{context.Request.QueryString}");
            return Task.CompletedTask;
        }

        return next(context);
    }
}
