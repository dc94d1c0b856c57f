using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Passinstance.Gateway.Forwarding;

/// <summary>
/// Sends the client's address and scheme to the service, and the path exactly as the client sent it. The client's Host header is not
/// forwarded: links are made from <c>Deployment:PublicUrl</c>, so a forged Host has no effect.
/// </summary>
internal sealed class ForwardedHeadersTransform : ITransformProvider
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

    // YARP encodes the decoded path again, and an encoded slash would become %252F. RequestNormalization has checked the target.
    private static ValueTask KeepTarget(RequestTransformContext context)
    {
        var target = context.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        context.ProxyRequest.RequestUri = new Uri(context.DestinationPrefix.TrimEnd('/') + target, Verbatim);
        return ValueTask.CompletedTask;
    }
}
