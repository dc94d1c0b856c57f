using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Passinstance.Gateway.Forwarding;

/// <summary>
/// A service learns the client's address and scheme from us, never from the client, and not the Host it asked for: links are made from
/// <c>Deployment:PublicUrl</c>, so that a forged Host has nothing to act on.
/// </summary>
internal sealed class ForwardedClient : ITransformProvider
{
    private static readonly UriCreationOptions Verbatim = new() { DangerousDisablePathAndQueryCanonicalization = true };

    public void ValidateRoute(TransformRouteValidationContext context)
    {
    }

    public void ValidateCluster(TransformClusterValidationContext context)
    {
    }

    public void Apply(TransformBuilderContext context)
    {
        context.UseDefaultForwarders = false;
        context.AddXForwardedFor(action: ForwardedTransformActions.Set);
        context.AddXForwardedProto(action: ForwardedTransformActions.Set);
        context.AddRequestTransform(KeepTarget);
    }

    // YARP encodes the decoded path again, and an encoded slash becomes %252F. The target has been found canonical: it goes on as it came.
    private static ValueTask KeepTarget(RequestTransformContext context)
    {
        var target = context.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        context.ProxyRequest.RequestUri = new Uri(context.DestinationPrefix.TrimEnd('/') + target, Verbatim);
        return ValueTask.CompletedTask;
    }
}
