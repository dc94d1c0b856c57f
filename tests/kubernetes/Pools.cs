namespace Passinstance.Kubernetes.Tests;

/// <summary>The connections that a program opens at most, as docs/operations.md gives them.</summary>
internal static class Pools
{
    internal static int Of(string program) => program switch
    {
        // And five for rate limits.
        "gateway" => 15 + 5,
        "pass" => 25,
        "webhook-dispatch" => 20,
        // Has no database.
        "dashboard" => -1,
        _ => 15,
    };
}
