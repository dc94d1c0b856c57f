using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;
using Passinstance.Gateway.AccessTokens;
using Passinstance.Gateway.Tests.Running;

namespace Passinstance.Gateway.Tests.AccessTokens;

/// <summary>The key with which the gateway really signs, out of its own hands: so that a test refuses a token for the reason it names.</summary>
internal sealed class RealKey : IDisposable
{
    public RealKey(RunningGateway gateway)
    {
        var current = (ECDsaSecurityKey)gateway.Services.GetRequiredService<SigningKeys>().CurrentAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
        Key = ECDsa.Create(current.ECDsa.ExportParameters(includePrivateParameters: true));
    }

    public ECDsa Key { get; }

    public void Dispose() => Key.Dispose();
}
