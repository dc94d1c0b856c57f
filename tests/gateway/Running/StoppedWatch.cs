namespace Passinstance.Gateway.Tests.Running;

/// <summary>
/// The right time, by a watch on which no time passes: a lease of rate-limit tokens does not lapse while a busy machine keeps a request from spending it, which
/// would cost a token.
/// </summary>
internal sealed class StoppedWatch : TimeProvider
{
    public override long GetTimestamp() => 1;
}
