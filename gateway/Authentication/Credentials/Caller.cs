using System.Collections.Concurrent;
using Passinstance.Gateway.Accounts;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Gateway.Authentication.Credentials;

/// <summary>A person who is signed in.</summary>
internal sealed record Person(Guid UserId, Guid SessionId, Role Role, bool IsOperator);

/// <summary>
/// A verified credential as the rest of the pipeline sees it. Requests with the same credential share one instance for a few seconds, and
/// with it the internal token: signing a token costs more than everything else the gateway does for a request.
/// </summary>
internal sealed class Caller(
    Guid organizationId, string keyId, string environment, bool publishable, string[] scopes, double limitFactor)
{
    private readonly ConcurrentDictionary<string, (string Key, string Organization)> _bucketIds = new(StringComparer.Ordinal);
    private IssuedToken? _token;
    private Caller[] _narrowed = [];

    public Guid OrganizationId { get; } = organizationId;
    public string KeyId { get; } = keyId;
    public string Environment { get; } = environment;
    public bool Publishable { get; } = publishable;
    public string[] Scopes { get; } = scopes;

    /// <summary>Whether its organization is suspended.</summary>
    public bool IsSuspended { get; init; }

    /// <summary>Quotas of the organization that differ from the services' settings, each as <c>Name=Limit</c>.</summary>
    public string[] Quotas { get; init; } = [];

    /// <summary>Of a publishable key: the origins of web pages that may use it.</summary>
    public string[] AllowedOrigins { get; init; } = [];

    /// <summary>The person, when it is one.</summary>
    public Person? Person { get; init; }

    /// <summary>Multiplies the caller's rate limits.</summary>
    public double LimitFactor { get; } = limitFactor;

    /// <summary>The caller of a request that needed a credential.</summary>
    public static Caller Of(HttpContext context) =>
        context.Features.Get<Caller>() ?? throw new InvalidOperationException("The endpoint takes no credential.");

    public bool HasScope(string scope) => Array.IndexOf(Scopes, scope) >= 0;

    /// <summary>The ids of the caller's rate limit buckets for a rate class.</summary>
    public (string Key, string Organization) BucketIds(string rateClass) => _bucketIds.GetOrAdd(
        rateClass,
        static (name, caller) => ($"key:{caller.KeyId}:{name}", $"organization:{caller.OrganizationId:N}:{name}"),
        this);

    /// <summary>The same caller with only <paramref name="scope"/>.</summary>
    public Caller WithScope(string scope)
    {
        foreach (var known in _narrowed)
        {
            if (known.Scopes[0] == scope)
                return known;
        }

        var narrowed = new Caller(OrganizationId, KeyId, Environment, Publishable, [scope], LimitFactor)
        {
            IsSuspended = IsSuspended,
            Quotas = Quotas,
            AllowedOrigins = AllowedOrigins,
            Person = Person,
        };
        // Concurrent requests can lose an entry; it is created again when needed.
        _narrowed = [.. _narrowed, narrowed];
        return narrowed;
    }

    /// <summary>The value of the Authorization header that services accept for this caller.</summary>
    public string InternalAuthorization(InternalTokenIssuer issuer, string requestId, TimeProvider time)
    {
        var now = time.GetUtcNow();
        if (_token is { } token && token.ReusableUntil > now)
            return token.Authorization;

        // Concurrent requests can each sign a token; all of them are valid.
        var issued = new IssuedToken(
            "Bearer " + issuer.Issue(new InternalCaller(OrganizationId, KeyId, Environment, Scopes) { Quotas = Quotas }, requestId),
            now + CredentialCaching.Lifetime);
        _token = issued;
        return issued.Authorization;
    }

    private sealed record IssuedToken(string Authorization, DateTimeOffset ReusableUntil);
}
