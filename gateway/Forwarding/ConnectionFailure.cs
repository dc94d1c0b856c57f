using Yarp.ReverseProxy.Forwarder;

namespace Passinstance.Gateway.Forwarding;

/// <summary>Whether an attempt failed before there was a connection, so that no byte of the request was sent or read.</summary>
internal static class ConnectionFailure
{
    internal static bool IsNothingSent(IForwarderErrorFeature? failure) =>
        failure is { Error: ForwarderError.Request, Exception: { } thrown } && Innermost(thrown);

    // Refused or unreachable, no such name, or no connection within the handler's ConnectTimeout. A connection that breaks later fails with
    // another error, whether or not anything was sent.
    private static bool Innermost(Exception thrown) => thrown switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError } => true,
        OperationCanceledException { InnerException: TimeoutException } => true,
        AggregateException { InnerExceptions: [var only] } => Innermost(only),
        _ => false,
    };
}
