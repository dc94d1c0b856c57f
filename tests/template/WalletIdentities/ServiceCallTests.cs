using System.Net;
using System.Security.Cryptography;
using Passinstance.Security.Secrets;
using Passinstance.Security.ServiceCalls;
using Passinstance.Testing.Services;
using Passinstance.Testing.Wallet;

namespace Passinstance.Templates.Tests.WalletIdentities;

public sealed class ServiceCallTests(TemplateSystem system)
{
    [Fact]
    public async Task Only_a_credential_for_this_path_now_under_the_shared_key_reads_the_sealed_key()
    {
        var organization = Guid.CreateVersion7();
        using var authority = new AppleTestAuthority();
        using var certificate = authority.Issue("pass.test.call");
        await system.Service.ClientOf(organization).CreateAsync("/api/v1/wallet-identities/apple", new { pkcs12 = authority.Pkcs12(certificate, null) });
        var path = $"/internal/wallet-identities/{await system.Service.ScalarAsync<Guid>("SELECT id FROM wallet_identities WHERE name = 'pass.test.call'")}";
        var shared = Box(system.Service.Deployment.EncryptionKey);
        var good = ServiceCall.Authorization(shared, organization, path, TimeProvider.System);

        Assert.Equal(HttpStatusCode.OK, await ReadAsync(path, good));
        Assert.Equal(HttpStatusCode.NotFound, await ReadAsync(path, ServiceCall.Authorization(shared, Guid.CreateVersion7(), path, TimeProvider.System)));
        foreach (var forged in (string[])[
            ServiceCall.Authorization(shared, organization, path + "x", TimeProvider.System),
            ServiceCall.Authorization(shared, organization, path, new Shifted(TimeSpan.FromMinutes(-3))),
            ServiceCall.Authorization(shared, organization, path, new Shifted(TimeSpan.FromMinutes(3))),
            ServiceCall.Authorization(Box(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))), organization, path, TimeProvider.System),
            good.Replace("org_", "org_0", StringComparison.Ordinal), good[..^2] + (good.EndsWith("AA", StringComparison.Ordinal) ? "BB" : "AA"), "ServiceCall", "ServiceCall x y", "ServiceCall  ", good + " z"])
            Assert.Equal(HttpStatusCode.Unauthorized, await ReadAsync(path, forged));
    }

    private async Task<HttpStatusCode> ReadAsync(string path, string authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var response = await system.Service.AnonymousClient().SendAsync(request);
        return response.StatusCode;
    }

    private static SecretBox Box(string key) => new(new EncryptionOptions { CurrentKey = "k1", Keys = { ["k1"] = key } });

    private sealed class Shifted(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
