using Passinstance.Webhooks.WebhookEndpoints;

namespace Passinstance.Webhooks.Tests.WebhookEndpoints;

[Trait("Category", "Unit")]
public sealed class Ed25519VectorTests
{
    [Fact]
    public void The_second_vector_of_rfc_8032_is_met()
    {
        var seed = Convert.FromHexString("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");

        Assert.Equal(
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", Convert.ToHexStringLower(Ed25519.PublicKeyOf(seed)));
        Assert.Equal(
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da" +
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
            Convert.ToHexStringLower(Ed25519.Sign(seed, [0x72])));
    }
}
