using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Passinstance.Gateway.Forwarding;

/// <summary>
/// A service learns the client's address and scheme from us, never from the client, and not the Host it asked for: links are made from
/// <c>Deployment:PublicUrl</c>, so that a forged Host has nothing to act on.
/// </summary>
internal sealed class ForwardedClient : ITransformProvider
{
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
    }
}
