using System.Net;
using Microsoft.Extensions.Options;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.RateLimiting;
using Passinstance.ServiceDefaults.Hosting;

namespace Passinstance.Gateway.SignIn;

/// <summary>
/// Limits how often a password or code is tried, over all gateways together. An account is never locked: an attempt is counted for the
/// address and the account, so that somebody who guesses takes the attempts of nobody else; and for the account over all addresses that
/// its owner does not use, so that many addresses together get no further. A passkey or a sign-in link needs no attempt.
/// </summary>
internal sealed class SignInAttempts(RateLimiter limiter, IOptions<RateLimitOptions> options, SecretHasher hasher)
{
    private readonly TokenLimit _perAddress = options.Value.SignIn.Times(options.Value.Factor);
    private readonly TokenLimit _perAccount = options.Value.SignInOfAccount.Times(options.Value.Factor);

    /// <summary>Takes an attempt at a password; how long to wait when there is none.</summary>
    /// <param name="address">The address of the browser.</param>
    /// <param name="email">The account as it was typed, known or not: the answer must not depend on it.</param>
    /// <param name="isOwnAddress">Whether the account was signed in from that address lately.</param>
    public async ValueTask<TimeSpan?> TakeAsync(IPAddress? address, string email, bool isOwnAddress)
    {
        var account = Convert.ToHexStringLower(hasher.Hash($"sign-in:{email.ToUpperInvariant()}"))[..32];
        var here = await limiter.Bucket($"sign-in:{ClientAddress.Of(address)}:{account}", _perAddress).TakeAsync();
        if (!here.Admitted)
            return here.RetryAfter;
        if (isOwnAddress)
            return null;
        var elsewhere = await limiter.Bucket($"sign-in:{account}", _perAccount).TakeAsync();
        return elsewhere.Admitted ? null : elsewhere.RetryAfter;
    }

    /// <summary>Takes an attempt at a code, which only somebody with the password has.</summary>
    public async ValueTask<TimeSpan?> TakeCodeAsync(Guid userId)
    {
        var decision = await limiter.Bucket($"sign-in-code:{userId:N}", _perAddress).TakeAsync();
        return decision.Admitted ? null : decision.RetryAfter;
    }
}
