using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Passinstance.Security.Secrets;
using Passinstance.Security.ServiceCalls;
using Passinstance.Testing.Services;
using Passinstance.Testing.Wallet;

namespace Passinstance.Templates.Tests.WalletIdentities;

/// <summary>What the environment of one program is worth against another's secrets.</summary>
[Trait("Category", "Integration")]
public sealed class KeySeparationTests
{
    private const string Path = "/internal/wallet-identities/apple?passTypeIdentifier=pass.test.separate";

    [Fact]
    public async Task A_callers_key_opens_its_own_responses_and_neither_the_stored_key_nor_another_callers_response()
    {
        var (pass, notification) = (NewKey(), NewKey());
        await using var service = await TemplateFixture.StartAsync(new()
        {
            ["ServiceCalls:Keys:pass"] = pass,
            ["ServiceCalls:Keys:notification"] = notification,
        });
        var organization = Guid.CreateVersion7();
        using var authority = new AppleTestAuthority();
        using var certificate = authority.Issue("pass.test.separate");
        await service.ClientOf(organization).CreateAsync(
            "/api/v1/wallet-identities/apple", new { pkcs12 = authority.Pkcs12(certificate, null) });
        var (passBox, notificationBox) = (BoxOf("pass", pass), BoxOf("notification", notification));

        var forPass = await ReadAsync(service, organization, passBox);
        var forNotification = await ReadAsync(service, organization, notificationBox);
        var stored = (await service.ScalarAsync<byte[]>("SELECT sealed_secret FROM wallet_identities"))!;

        Assert.Contains(
            "PRIVATE KEY", Encoding.UTF8.GetString(passBox.Open("wallet-identity", organization, forPass)), StringComparison.Ordinal);
        Assert.Contains(
            "PRIVATE KEY", Encoding.UTF8.GetString(notificationBox.Open("wallet-identity", organization, forNotification)),
            StringComparison.Ordinal);
        Assert.Equal("pass", SecretBox.KeyOf(forPass));
        Assert.ThrowsAny<CryptographicException>(() => notificationBox.Open("wallet-identity", organization, forPass));
        Assert.ThrowsAny<CryptographicException>(() => passBox.Open("wallet-identity", organization, stored));
        // Also under the same name of a key.
        Assert.ThrowsAny<CryptographicException>(() => BoxOf("pass", notification).Open("wallet-identity", organization, forPass));
    }

    [Fact]
    public void A_secret_opens_for_its_purpose_and_organization_only_and_its_key_is_not_the_configured_one()
    {
        var key = NewKey();
        var box = BoxOf("k1", key);
        var organization = Guid.CreateVersion7();
        var sealedSecret = box.Seal("one purpose", organization, "hidden"u8);

        Assert.Equal("hidden"u8.ToArray(), box.Open("one purpose", organization, sealedSecret));
        Assert.ThrowsAny<CryptographicException>(() => box.Open("another purpose", organization, sealedSecret));
        Assert.ThrowsAny<CryptographicException>(() => box.Open("one purpose", Guid.CreateVersion7(), sealedSecret));
        var head = 2 + sealedSecret[1];
        using var raw = new AesGcm(Convert.FromBase64String(key), 16);
        Assert.ThrowsAny<CryptographicException>(() => raw.Decrypt(
            sealedSecret.AsSpan(head, 12), sealedSecret.AsSpan(head + 28), sealedSecret.AsSpan(head + 12, 16), new byte[6],
            [.. "one purpose"u8, 0, .. organization.ToByteArray(bigEndian: true)]));
    }

    private static async Task<byte[]> ReadAsync(RunningService service, Guid organization, SecretBox box)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Path);
        request.Headers.TryAddWithoutValidation(
            "Authorization", ServiceCall.Authorization(box, organization, Path, TimeProvider.System));
        using var response = await service.AnonymousClient().SendAsync(request);
        return JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("sealedSecret").GetBytesFromBase64();
    }

    private static SecretBox BoxOf(string keyId, string key) =>
        new(new EncryptionOptions { CurrentKey = keyId, Keys = { [keyId] = key } });

    private static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
}
