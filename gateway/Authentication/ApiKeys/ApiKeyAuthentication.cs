using System.Net;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Authentication.ApiKeys;

/// <summary>Turns the text of an API key into a caller, or into the problem to respond with.</summary>
internal sealed class ApiKeyAuthentication(
    ApiKeyCache keys, KnownCredentials known, SecretHasher hasher, DeploymentOptions deployment, ApiKeyUsage usage, TimeProvider time)
{
    /// <summary>
    /// Whether the text is checked also while its address may present no further bad credentials: it is malformed or its key is cached, so
    /// that no query is needed, or its key was good lately.
    /// </summary>
    public bool IsAlwaysChecked(string text) =>
        !ApiKeyText.TryParse(text, out var key) || keys.Contains(key.KeyId) || known.WasGood(key.KeyId);

    public async ValueTask<CredentialResult> AuthenticateAsync(string text, IPAddress? client, CancellationToken cancellationToken)
    {
        if (!ApiKeyText.TryParse(text, out var presented))
        {
            return Problem.Unauthorized(
                "The API key is not valid. Copy the whole key, from pi_ to its last character, or create another one.");
        }

        if (WrongEnvironment(presented.Environment) is { } wrong)
            return wrong;

        var key = await keys.FindAsync(presented.KeyId, cancellationToken);
        var matches = hasher.Matches(presented.Secret, LiveHashes(key));
        if (key is null || !matches || key.Caller.Environment != presented.Environment || key.Caller.Publishable != presented.Publishable)
            return Problem.Unauthorized("The API key is not valid. Check that it belongs to this deployment, or create another one.");

        // From here on the caller has presented a valid secret, so the response may describe the state of the key.
        if (key.Revoked)
            return Problem.Unauthorized("The API key has been revoked. Use another key.");

        if (key.ExpiresAt is { } expiry && expiry <= time.GetUtcNow())
            return Problem.Unauthorized("The API key has expired. Create another one, or rotate it before it expires next time.");

        if (key.AllowedNetworks.Length > 0 && !Allows(key.AllowedNetworks, client))
        {
            return Problem.Of(
                StatusCodes.Status403Forbidden, "address_not_allowed",
                "The API key may not be used from this address. Add the address to the key, or call from an allowed one.");
        }

        known.RecordGood(key.Id);
        usage.Record(key.Id);
        return key.Caller;
    }

    private byte[][] LiveHashes(CachedApiKey? key)
    {
        if (key is null)
            return [];

        var now = time.GetUtcNow();
        var live = new List<byte[]>(2);
        for (var i = 0; i < key.SecretHashes.Length; i++)
        {
            if (key.SecretExpirations[i] is not { } end || end > now)
                live.Add(key.SecretHashes[i]);
        }

        return [.. live];
    }

    private Problem? WrongEnvironment(string environment)
    {
        var expected = deployment.IsProduction ? "live" : "test";
        return environment == expected
            ? null
            : Problem.Of(
                StatusCodes.Status401Unauthorized, "wrong_environment",
                $"This is a {environment} key, and this address serves the {deployment.Environment} environment, which accepts " +
                $"{expected} keys. Use a key that starts with pi_{expected}_, or call the other environment's address.");
    }

    private static bool Allows(IPNetwork[] networks, IPAddress? client)
    {
        if (client is null)
            return false;

        var address = client.IsIPv4MappedToIPv6 ? client.MapToIPv4() : client;
        return networks.Any(network => network.Contains(address));
    }
}
