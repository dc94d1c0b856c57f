using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Passinstance.Simulators.Google;
using Passinstance.Wallet.Google;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Tests.Samples;

namespace Passinstance.Wallet.Tests.Google;

[Trait("Category", "Unit")]
public sealed class GoogleSaveLinkTests : IDisposable
{
    private readonly RSA _key = RSA.Create(2048);
    private readonly GoogleServiceAccount _account;

    public GoogleSaveLinkTests() => _account = GoogleServiceAccount.FromJson(JsonSerializer.Serialize(new
    {
        type = "service_account",
        client_email = "wallet@example.iam.gserviceaccount.com",
        private_key_id = "k1",
        private_key = _key.ExportPkcs8PrivateKeyPem(),
    }));

    public void Dispose()
    {
        _account.Dispose();
        _key.Dispose();
    }

    [Theory]
    [MemberData(nameof(GoogleSamples.Types), MemberType = typeof(GoogleSamples))]
    public void A_full_link_carries_class_and_object_signed_by_the_account(GooglePassType type)
    {
        var sample = GoogleSamples.Of(type);
        var prepared = PreparedGoogleTemplate.Prepare(sample.Template, "1234", "tpl_1");
        var link = GoogleSaveLink.Full(prepared, sample.Pass, _account, RichPasses.Signed, ["https://example.com"]);
        var claims = Verified(link);
        var payload = claims.GetProperty("payload");
        var name = JsonNamingPolicy.CamelCase.ConvertName(type.ToString());
        Assert.Equal([$"{name}Classes", $"{name}Objects"], payload.EnumerateObject().Select(p => p.Name));
        Assert.Empty(GoogleFieldLists.Unknown(System.Text.Json.Nodes.JsonNode.Parse(payload.GetRawText()), "Resources"));
        Assert.Equal("https://example.com", claims.GetProperty("origins")[0].GetString());
    }

    [Fact]
    public void A_skinny_link_carries_ids_only_and_is_safe_for_any_browser()
    {
        var sample = RichPasses.Of("posterEventTicket");
        var prepared = PreparedGoogleTemplate.Prepare(
            sample.Template, "3388000000022000000", "tpl_01jd5h1x9hf0c8n4wz3k2m1q0v");
        var link = GoogleSaveLink.Skinny(prepared, sample.Pass, _account, RichPasses.Signed);
        var saved = Verified(link).GetProperty("payload").GetProperty("eventTicketObjects")[0];
        Assert.Equal(["id", "classId"], saved.EnumerateObject().Select(p => p.Name));
        Assert.Equal(prepared.ObjectId(sample.Pass.SerialNumber), saved.GetProperty("id").GetString());
        Assert.True(link.IsSafe);
        Assert.False(GoogleSaveLink.Full(prepared, sample.Pass, _account, RichPasses.Signed).IsSafe);
    }

    [Fact]
    public void The_check_without_a_signature_agrees_with_the_signed_link_to_the_character()
    {
        var sample = RichPasses.Of("generic");
        var prepared = PreparedGoogleTemplate.Prepare(sample.Template with { Layout = null, Google = null }, "1234", "tpl_1");
        bool[] safe = [false, false];
        for (var length = 1; length < 1_500; length++)
        {
            var note = new FieldValue { Value = new string('x', length) };
            var pass = new WalletPass { SerialNumber = "1", Fields = new() { ["note"] = note } };
            var isSafe = GoogleSaveLink.IsFullSafe(prepared, pass, _account, RichPasses.Signed);
            safe[isSafe ? 1 : 0] = true;
            var longer = pass with { BarcodeMessage = "1" };
            if (length % 100 == 0 || isSafe != GoogleSaveLink.IsFullSafe(prepared, longer, _account, RichPasses.Signed))
                Assert.Equal(GoogleSaveLink.Full(prepared, pass, _account, RichPasses.Signed).IsSafe, isSafe);
        }

        Assert.DoesNotContain(false, safe);
    }

    [Fact]
    public async Task Links_of_an_account_whose_keys_are_at_Google_say_the_same_and_their_length_is_known_before()
    {
        var signer = new GoogleSigner(_key);
        using var account = GoogleServiceAccount.FromExternalSigner(_account.Email, signer);
        var sample = RichPasses.Of("generic");
        var prepared = PreparedGoogleTemplate.Prepare(sample.Template with { Layout = null, Google = null }, "1234", "tpl_1");
        var pass = new WalletPass { SerialNumber = "1" };

        var full = await GoogleSaveLink.FullAsync(prepared, pass, account, RichPasses.Signed, CancellationToken.None);
        var skinny = await GoogleSaveLink.SkinnyAsync(prepared, pass, account, RichPasses.Signed, CancellationToken.None);
        var withKey = await GoogleSaveLink.FullAsync(prepared, pass, _account, RichPasses.Signed, CancellationToken.None);

        Assert.Equal(GoogleSaveLink.Full(prepared, pass, _account, RichPasses.Signed), withKey);
        Assert.Equal(GoogleSaveLink.Skinny(prepared, pass, _account, RichPasses.Signed).Token.Split('.')[1], skinny.Token.Split('.')[1]);
        Assert.Equal(withKey.Token.Split('.')[1], full.Token.Split('.')[1]);
        Assert.Equal("https://pay.google.com/gp/v/save/" + full.Token, full.Url);
        Assert.Null(account.KeyId);
        for (var length = 900; length > 0; length--)
        {
            var longer = new WalletPass
            {
                SerialNumber = "1",
                Fields = new() { ["note"] = new FieldValue { Value = new string('x', length) } },
            };
            if (!GoogleSaveLink.IsFullSafe(prepared, longer, account, RichPasses.Signed))
                continue;
            // The longest that is safe is within four characters of the limit.
            var link = await GoogleSaveLink.FullAsync(prepared, longer, account, RichPasses.Signed, CancellationToken.None);
            Assert.InRange(link.Token.Length, GoogleSaveLink.SafeLength - 3, GoogleSaveLink.SafeLength);
            break;
        }

        Assert.Throws<InvalidOperationException>(() => GoogleSaveLink.Full(prepared, pass, account, RichPasses.Signed));
        Assert.Throws<InvalidOperationException>(() => account.CreateAssertion("scope", "audience", RichPasses.Signed));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("""{"client_email":"a@b","private_key":"nonsense"}""")]
    public void An_invalid_key_file_is_rejected_with_advice(string json) =>
        Assert.Throws<ArgumentException>(() => GoogleServiceAccount.FromJson(json));

    [Fact]
    public void A_key_whose_line_breaks_are_written_out_is_read() =>
        GoogleServiceAccount.FromPem("a@b", _key.ExportPkcs8PrivateKeyPem().Replace("\n", "\\n", StringComparison.Ordinal)).Dispose();

    private JsonElement Verified(GoogleSaveLink link)
    {
        Assert.Equal("https://pay.google.com/gp/v/save/" + link.Token, link.Url);
        var parts = link.Token.Split('.');
        Assert.True(_key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(
            parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        Assert.Equal("""{"alg":"RS256","typ":"JWT","kid":"k1"}""", Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[0])));
        var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1])).RootElement;
        Assert.Equal("wallet@example.iam.gserviceaccount.com", claims.GetProperty("iss").GetString());
        Assert.Equal("google", claims.GetProperty("aud").GetString());
        Assert.Equal("savetowallet", claims.GetProperty("typ").GetString());
        Assert.Equal(RichPasses.Signed.ToUnixTimeSeconds(), claims.GetProperty("iat").GetInt64());
        return claims;
    }

    /// <summary>Signs as Google's credentials API does.</summary>
    private sealed class GoogleSigner(RSA key) : IExternalTokenSigner
    {
        public ValueTask<string> SignTokenAsync(ReadOnlyMemory<byte> claims, CancellationToken cancellationToken)
        {
            const string Header = """{"alg":"RS256","kid":"c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00","typ":"JWT"}""";
            var signed = $"{Base64Url.EncodeToString(Encoding.ASCII.GetBytes(Header))}.{Base64Url.EncodeToString(claims.Span)}";
            var signature = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            return new($"{signed}.{Base64Url.EncodeToString(signature)}");
        }
    }
}
