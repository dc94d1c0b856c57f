using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Passinstance.Security.Secrets;

namespace Passinstance.Security.ServiceCalls;

/// <summary>
/// The keys of the section <c>ServiceCalls</c>: each caller has one with the service it calls, and no other service has it. A secret that a
/// response carries is sealed under the caller's key, so what the owner stores opens with the owner's key alone.
/// </summary>
public sealed class ServiceCallKeys
{
    private const string Section = "ServiceCalls";

    internal ServiceCallKeys(EncryptionOptions options) => Box = new SecretBox(options, Section);

    internal SecretBox Box { get; }

    /// <summary>Seals a secret for the caller of this request, under the key that it authenticated with.</summary>
    /// <exception cref="InvalidOperationException">The request carries no service credential.</exception>
    public byte[] SealFor(ClaimsPrincipal caller, string purpose, Guid organizationId, ReadOnlySpan<byte> secret)
    {
        var keyId = caller.FindFirstValue(ServiceCall.KeyClaim)
            ?? throw new InvalidOperationException("Secrets are given only to requests with a service credential.");
        return Box.Seal(keyId, purpose, organizationId, secret);
    }

    /// <summary>Opens a secret from the response to a service call.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The key is not the same in both services.</exception>
    public byte[] Open(string purpose, Guid organizationId, ReadOnlySpan<byte> sealedSecret) =>
        Box.Open(purpose, organizationId, sealedSecret);
}

internal static class ServiceCallKeySetup
{
    /// <summary>Registers the keys: with a current one in a service that calls, without in one that is called.</summary>
    internal static void AddServiceCallKeys(this WebApplicationBuilder builder, bool opensOnly)
    {
        var options = builder.Configuration.GetSection("ServiceCalls").Get<EncryptionOptions>() ?? new EncryptionOptions();
        options.OpensOnly = opensOnly;
        builder.Services.TryAddSingleton(new ServiceCallKeys(options));
    }
}
