using System.Net;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Passinstance.Gateway.Forwarding;

/// <summary>Withholds a failed response of a first attempt from the client, if the budget allows a second attempt.</summary>
internal sealed class SuppressFailedResponse(RetryBudget budget) : ITransformProvider
{
    public void ValidateRoute(TransformRouteValidationContext context)
    {
    }

    public void ValidateCluster(TransformClusterValidationContext context)
    {
    }

    public void Apply(TransformBuilderContext context) => context.AddResponseTransform(response =>
    {
        if (HasFailed(response.ProxyResponse) && response.HttpContext.Features.Get<FirstAttempt>() is { } attempt && budget.TrySpend())
        {
            attempt.IsSuppressed = true;
            response.SuppressResponseBody = true;
        }

        return ValueTask.CompletedTask;
    });

    private static bool HasFailed(HttpResponseMessage? response) => response is
    {
        StatusCode: HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout,
    };
}
