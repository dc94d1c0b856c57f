using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Passinstance.Testing.Webhooks;

namespace Passinstance.System.Tests.FirstPass;

/// <summary>What a careful endpoint does with a delivery: checks the signature and the time over the bytes as they came.</summary>
internal static class StandardWebhook
{
    internal static void AssertSigned(ReceivedRequest request, byte[] key)
    {
        var id = request.Headers["webhook-id"];
        var timestamp = request.Headers["webhook-timestamp"];
        byte[] content = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. request.Body.Span];
        var signed = HMACSHA256.HashData(key, content);
        Assert.Contains($"v1,{Convert.ToBase64String(signed)}", request.Headers["webhook-signature"].Split(' '));
        Assert.InRange(
            DateTimeOffset.FromUnixTimeSeconds(long.Parse(timestamp, CultureInfo.InvariantCulture)),
            DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(5));
    }
}
