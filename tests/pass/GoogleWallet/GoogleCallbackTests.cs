using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Passinstance.Persistence.Retention;
using Passinstance.Simulators.Google;

namespace Passinstance.Passes.Tests.GoogleWallet;

[Trait("Category", "Integration")]
public sealed class GoogleCallbackTests(GoogleCallbackFixture fixture)
{
    [Fact]
    public async Task A_save_and_a_delete_are_counted_and_published_once()
    {
        using var issuer = await fixture.NewIssuerAsync();
        var pass = await issuer.IssueAsync("A 1/ä");
        var id = await issuer.ObjectIdAsync("A 1/ä");
        var saved = fixture.Google.Signer.Sign(id, "save");

        Assert.Equal((200, 200), (await issuer.CallBackAsync(saved), await issuer.CallBackAsync(saved)));
        Assert.Equal(1, (await issuer.ReadAsync(pass)).GetProperty("installs").GetInt32());
        Assert.Equal(200, await issuer.CallBackAsync(fixture.Google.Signer.Sign(id, "save")));
        Assert.Equal(2, (await issuer.ReadAsync(pass)).GetProperty("installs").GetInt32());

        var deleted = fixture.Google.Signer.Sign(id, "del");
        Assert.Equal((200, 200), (await issuer.CallBackAsync(deleted), await issuer.CallBackAsync(deleted)));
        Assert.Equal(200, await issuer.CallBackAsync(fixture.Google.Signer.Sign(id, "del")));
        // More than were saved.
        Assert.Equal(200, await issuer.CallBackAsync(fixture.Google.Signer.Sign(id, "del")));
        Assert.Equal(0, (await issuer.ReadAsync(pass)).GetProperty("installs").GetInt32());
        Assert.Equal((1, 1),
            ((await issuer.PublishedAsync("PassInstalled")).Count, (await issuer.PublishedAsync("PassUninstalled")).Count));
        Assert.Equal(1, (await issuer.ReadAsync(pass)).GetProperty("version").GetInt32());
    }

    public static TheoryData<string, CallbackForm> Bad => new()
    {
        { "an expired message", new CallbackForm { ValidFor = TimeSpan.FromSeconds(-1) } },
        { "an expired intermediate key", new CallbackForm { KeyValidFor = TimeSpan.FromSeconds(-1) } },
        { "another recipient", new CallbackForm { Recipient = "1234567" } },
        { "a key that Google does not vouch for", new CallbackForm { IsByStranger = true } },
        { "lengths with the highest byte first", new CallbackForm { IsBigEndian = true } },
        { "a message that was altered",
        new CallbackForm { Alter = message => message.Replace("\"save\"", "\"del\"", StringComparison.Ordinal) } },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task A_callback_that_Google_did_not_sign_for_the_issuer_is_rejected(string what, CallbackForm form)
    {
        using var issuer = await fixture.NewIssuerAsync();
        var pass = await issuer.IssueAsync("BAD-1");
        var id = await issuer.ObjectIdAsync("BAD-1");

        Assert.True(await issuer.CallBackAsync(fixture.Google.Signer.Sign(id, "save", form)) == 401, what);
        Assert.Equal(0, (await issuer.ReadAsync(pass)).GetProperty("installs").GetInt32());
        // An unknown object gets the same response.
        Assert.Equal(401, await issuer.CallBackAsync(fixture.Google.Signer.Sign($"{issuer.IssuerId}.no.pass", "save", form)));
    }

    [Fact]
    public async Task A_callback_of_another_issuer_is_rejected()
    {
        using var issuer = await fixture.NewIssuerAsync();
        using var other = await fixture.NewIssuerAsync();
        var pass = await issuer.IssueAsync("MINE");
        var callback = fixture.Google.Signer.Sign(await issuer.ObjectIdAsync("MINE"), "save");

        Assert.Equal(401, await issuer.CallBackAsync(callback, other.CallbackPath));
        Assert.Equal(401, await issuer.CallBackAsync(callback, "/wallet/google/nobody/callbacks"));
        Assert.Equal(0, (await issuer.ReadAsync(pass)).GetProperty("installs").GetInt32());
        // Correctly signed, for an unknown object: accepted.
        Assert.Equal(200, await issuer.CallBackAsync(fixture.Google.Signer.Sign($"{issuer.IssuerId}.no.pass", "save")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"signedMessage":"{}"}""")]
    [InlineData("""{"signedMessage":"{\"objectId\":\"1.a\",\"eventType\":\"burn\",\"nonce\":\"n\",\"expTimeMillis\":1}"}""")]
    [InlineData(
        """{"signedMessage":"{\"objectId\":\"1.a\",\"eventType\":\"save\",\"nonce\":\"n\",\"expTimeMillis\":9223372036854775807}"}""")]
    [InlineData("""{"signedMessage":"{\"objectId\":1,\"eventType\":\"save\",\"nonce\":\"n\",\"expTimeMillis\":1}"}""")]
    public async Task A_body_that_is_not_a_callback_is_malformed(string body)
    {
        using var issuer = await fixture.NewIssuerAsync();

        Assert.Equal(400, await issuer.CallBackAsync(body));
    }

    [Fact]
    public async Task An_oversized_body_is_malformed_and_forged_callbacks_read_no_keys()
    {
        using var issuer = await fixture.NewIssuerAsync();
        var pass = await issuer.IssueAsync("K-1");
        var id = await issuer.ObjectIdAsync("K-1");
        Assert.Equal(200, await issuer.CallBackAsync(fixture.Google.Signer.Sign(id, "save")));
        var reads = fixture.Google.KeyReads;

        for (var i = 0; i < 20; i++)
            Assert.Equal(401, await issuer.CallBackAsync(fixture.Google.Signer.Sign(id, "save", new CallbackForm { IsByStranger = true })));
        Assert.Equal(400, await issuer.CallBackAsync(new string(' ', 40_000)));

        Assert.Equal(reads, fixture.Google.KeyReads);
        Assert.Equal(1, (await issuer.ReadAsync(pass)).GetProperty("installs").GetInt32());
    }

    [Fact]
    public async Task Nonces_are_stored_until_they_expire()
    {
        using var issuer = await fixture.NewIssuerAsync();
        await issuer.IssueAsync("N-1");
        Assert.Equal(200, await issuer.CallBackAsync(fixture.Google.Signer.Sign(await issuer.ObjectIdAsync("N-1"), "save")));
        Assert.Equal(200, await issuer.CallBackAsync(fixture.Google.Signer.Sign(await issuer.ObjectIdAsync("N-1"), "save")));
        await issuer.ScalarAsync<object>("""
            UPDATE google_callback_nonces SET expires_at = clock_timestamp() - interval '2 hours'
            WHERE organization_id = $1 AND id = (SELECT id FROM google_callback_nonces WHERE organization_id = $1 LIMIT 1)
            """);

        await fixture.Passes.App.Services.GetServices<IHostedService>().OfType<RetentionJob>().Single().RunAsync(CancellationToken.None);

        Assert.Equal(1, await issuer.ScalarAsync<long>("SELECT count(*) FROM google_callback_nonces WHERE organization_id = $1"));
    }
}
