using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Passinstance.Security.Outbound;
using Passinstance.Security.Secrets;

namespace Passinstance.Security;

/// <summary>Registers the services of this project.</summary>
public static class SecurityServices
{
    /// <summary>Registers <see cref="SecretBox"/> with the section <c>Encryption</c>.</summary>
    public static void AddSecretBox(this WebApplicationBuilder builder) =>
        builder.Services.TryAddSingleton(
            new SecretBox(builder.Configuration.GetSection("Encryption").Get<EncryptionOptions>() ?? new EncryptionOptions()));

    /// <summary>Registers the guard of outbound requests with the section <c>Outbound</c>.</summary>
    public static void AddOutbound(this WebApplicationBuilder builder)
    {
        var options = builder.Configuration.GetSection("Outbound").Get<OutboundOptions>() ?? new OutboundOptions();
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(new OutboundAddresses(options));
        builder.Services.TryAddSingleton<ResolveName>(System.Net.Dns.GetHostAddressesAsync);
    }
}
