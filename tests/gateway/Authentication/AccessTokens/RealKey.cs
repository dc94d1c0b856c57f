using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;
using Passinstance.Gateway.Authentication.AccessTokens;
using Passinstance.Gateway.Tests.Fixtures;

namespace Passinstance.Gateway.Tests.Authentication.AccessTokens;

/// <summary>The key with which the gateway signs: a forged token is then rejected for the reason that the test names.</summary>
internal sealed class RealKey : IDisposable
{
    private RealKey(ECDsa key) => Key = key;

    public ECDsa Key { get; }

    public static async Task<RealKey> ReadAsync(GatewayFixture gateway)
    {
        var current = (ECDsaSecurityKey)await gateway.Services.GetRequiredService<SigningKeys>().CurrentAsync(CancellationToken.None);
        return new RealKey(ECDsa.Create(current.ECDsa.ExportParameters(includePrivateParameters: true)));
    }

    public void Dispose() => Key.Dispose();
}
