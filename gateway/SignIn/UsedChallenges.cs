using System.Security.Cryptography;
using System.Text;
using Passinstance.Gateway.RateLimiting;

namespace Passinstance.Gateway.SignIn;

/// <summary>
/// Lets a sealed state be used once, over all gateways together: a bucket that holds one token and is not refilled in its time.
/// </summary>
internal sealed class UsedChallenges(RateLimiter limiter)
{
    private static readonly TokenLimit Once = new() { Rate = 1.0 / 3600, Burst = 1 };

    public async ValueTask<bool> TakeAsync(string state)
    {
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(state)));
        return (await limiter.Bucket($"challenge:{id}", Once).TakeAsync()).Admitted;
    }
}
