using System.Security.Cryptography;
using System.Text;
using Passinstance.Testing.Webhooks;

namespace Passinstance.Webhooks.Tests.Fixtures;

/// <summary>Verifies a request as a receiver does, written from the specification without the service's code.</summary>
internal static class Verifier
{
    internal static bool Accepts(ReceivedRequest request, string secret)
    {
        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        var signed = Encoding.UTF8.GetBytes($"{request.Headers["webhook-id"]}.{request.Headers["webhook-timestamp"]}.")
            .Concat(request.Body.ToArray()).ToArray();
        return request.Headers["webhook-signature"].Split(' ').Contains("v1," + Convert.ToBase64String(HMACSHA256.HashData(key, signed)));
    }
}
