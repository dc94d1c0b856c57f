using System.Text;
using Passinstance.Webhooks.WebhookEndpoints;

namespace Passinstance.Webhooks.Tests.WebhookEndpoints;

[Trait("Category", "Unit")]
public sealed class SignatureTests
{
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const long Timestamp = 1614265330;
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"test": 2432232314}""");
    private static readonly byte[] Key = Convert.FromBase64String("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

    [Fact]
    public void The_vector_of_standard_webhooks_is_met() =>
        Assert.Equal(
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            WebhookSignature.Sign(SignatureAlgorithm.HmacSha256, Key, Id, Timestamp, Body));

    [Fact]
    public void Id_time_body_and_key_are_all_signed()
    {
        var signature = WebhookSignature.Sign(SignatureAlgorithm.HmacSha256, Key, Id, Timestamp, Body);

        Assert.NotEqual(signature, WebhookSignature.Sign(SignatureAlgorithm.HmacSha256, Key, Id + "x", Timestamp, Body));
        Assert.NotEqual(signature, WebhookSignature.Sign(SignatureAlgorithm.HmacSha256, Key, Id, Timestamp + 1, Body));
        Assert.NotEqual(signature, WebhookSignature.Sign(SignatureAlgorithm.HmacSha256, Key, Id, Timestamp, [.. Body, (byte)' ']));
        Assert.NotEqual(signature, WebhookSignature.Sign(SignatureAlgorithm.HmacSha256, [.. Key, 0, 1], Id, Timestamp, Body));
    }

    [Fact]
    public void Every_key_signs_in_the_order_given()
    {
        byte[] other = [.. Key.Reverse()];

        var header = WebhookSignature.SignWithAll(
            [(SignatureAlgorithm.HmacSha256, Key), (SignatureAlgorithm.HmacSha256, other)], Id, Timestamp, Body);

        Assert.Equal($"{Sign(Key)} {Sign(other)}", header);

        static string Sign(byte[] key) => WebhookSignature.Sign(SignatureAlgorithm.HmacSha256, key, Id, Timestamp, Body);
    }
}
