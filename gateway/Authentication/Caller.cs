using System.Collections.Concurrent;
using System.Net;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Gateway.Authentication;

/// <summary>
/// A verified credential as the rest of the pipeline sees it. Several requests share one instance for some seconds, and with it the
/// internal tokens made for it: signing costs more than everything else the gateway does to a request.
/// </summary>
internal sealed class Caller(Guid organizationId, string keyId, string environment, bool publishable, string[] scopes, double limitFactor)
{
    private readonly ConcurrentDictionary<string, (string Key, string Organization)> _limitNames = new(StringComparer.Ordinal);
    private MintedToken? _token;
    private Caller[] _narrowed = [];

    public Guid OrganizationId { get; } = organizationId;
    public string KeyId { get; } = keyId;
    public string Environment { get; } = environment;
    public bool Publishable { get; } = publishable;
    public string[] Scopes { get; } = scopes;

    /// <summary>Multiplies the caller's rate limits.</summary>
    public double LimitFactor { get; } = limitFactor;

    public bool HasScope(string scope) => Array.IndexOf(Scopes, scope) >= 0;

    /// <summary>The ids of the buckets that count for the caller in a class of routes.</summary>
    public (string Key, string Organization) LimitNames(string rateClass) =>
        _limitNames.GetOrAdd(rateClass, static (name, caller) => ($"key:{caller.KeyId}:{name}", $"organization:{caller.OrganizationId:N}:{name}"), this);

    /// <summary>The same caller with one scope.</summary>
    public Caller Narrowed(string scope)
    {
        foreach (var known in _narrowed)
        {
            if (known.Scopes[0] == scope)
                return known;
        }
        var narrowed = new Caller(OrganizationId, KeyId, Environment, Publishable, [scope], LimitFactor);
        // Two requests at once may lose one entry: it is made again.
        _narrowed = [.. _narrowed, narrowed];
        return narrowed;
    }

    /// <summary>The value of the Authorization header that a service accepts for this caller.</summary>
    public string InternalAuthorization(InternalTokenIssuer issuer, string requestId, TimeProvider time)
    {
        var now = time.GetUtcNow();
        if (_token is { } token && token.ReusableUntil > now)
            return token.Authorization;
        // Two requests at once may both sign; either token is good.
        var minted = new MintedToken(
            "Bearer " + issuer.Issue(new InternalCaller(OrganizationId, KeyId, Environment, Scopes), requestId),
            now + KeyCache.Lifetime);
        _token = minted;
        return minted.Authorization;
    }

    private sealed record MintedToken(string Authorization, DateTimeOffset ReusableUntil);
}

/// <summary>What came of a credential: a caller, or the refusal to send.</summary>
internal readonly record struct AuthenticationOutcome(Caller? Caller, ServiceDefaults.Problems.Problem? Refusal)
{
    public static implicit operator AuthenticationOutcome(Caller caller) => new(caller, null);
    public static implicit operator AuthenticationOutcome(ServiceDefaults.Problems.Problem refusal) => new(null, refusal);
}

/// <summary>A key as the database had it some seconds ago.</summary>
internal sealed record StoredKey(
    Caller Caller, Guid Id, byte[][] SecretHashes, DateTimeOffset?[] SecretExpirations, IPNetwork[] AllowedNetworks, DateTimeOffset? ExpiresAt, bool Revoked);
