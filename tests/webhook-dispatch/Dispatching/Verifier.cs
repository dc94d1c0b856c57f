using System.Security.Cryptography;
using System.Text;
using Passinstance.Testing.Webhooks;

namespace Passinstance.Webhooks.Tests.Dispatching;

/// <summary>A receiver's check, written from the specification and sharing no code with the service.</summary>
internal static class Verifier
{
    internal static bool Accepts(ReceivedRequest request, string secret)
    {
        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        var signed = Encoding.UTF8.GetBytes($"{request.Headers["webhook-id"]}.{request.Headers["webhook-timestamp"]}.").Concat(request.Body.ToArray()).ToArray();
        return request.Headers["webhook-signature"].Split(' ').Contains("v1," + Convert.ToBase64String(HMACSHA256.HashData(key, signed)));
    }
}
