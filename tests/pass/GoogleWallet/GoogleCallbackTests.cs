using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Passinstance.Passes.Tests.Idempotency;
using Passinstance.Passes.Tests.PassMessages;
using Passinstance.Persistence.Retention;
using Passinstance.Simulators.Google;

namespace Passinstance.Passes.Tests.GoogleWallet;

public sealed class GoogleCallbackTests(CallbackSystem system)
{
    [Fact]
    public async Task A_save_and_a_delete_are_counted_and_said_once_however_often_they_come()
    {
        using var issuer = await system.NewIssuerAsync();
        var pass = await issuer.IssueAsync("A 1/ä");
        var id = await issuer.ObjectIdAsync("A 1/ä");
        var saved = system.Google.Signer.Sign(id, "save");

        Assert.Equal((200, 200), (await issuer.CallBackAsync(saved), await issuer.CallBackAsync(saved)));
        Assert.Equal(1, (await issuer.ReadAsync(pass)).GetProperty("installs").GetInt32());
        Assert.Equal(200, await issuer.CallBackAsync(system.Google.Signer.Sign(id, "save")));
        Assert.Equal(2, (await issuer.ReadAsync(pass)).GetProperty("installs").GetInt32());

        var deleted = system.Google.Signer.Sign(id, "del");
        Assert.Equal((200, 200), (await issuer.CallBackAsync(deleted), await issuer.CallBackAsync(deleted)));
        Assert.Equal(200, await issuer.CallBackAsync(system.Google.Signer.Sign(id, "del")));
        // More than were saved.
        Assert.Equal(200, await issuer.CallBackAsync(system.Google.Signer.Sign(id, "del")));
        Assert.Equal(0, (await issuer.ReadAsync(pass)).GetProperty("installs").GetInt32());
        Assert.Equal((1, 1), ((await issuer.SaidAsync("PassInstalled")).Count, (await issuer.SaidAsync("PassUninstalled")).Count));
        Assert.Equal(1, (await issuer.ReadAsync(pass)).GetProperty("version").GetInt32());
    }

    public static TheoryData<string, CallbackForm> Bad => new()
    {
        { "an expired message", new CallbackForm { ValidFor = TimeSpan.FromSeconds(-1) } },
        { "an expired intermediate key", new CallbackForm { KeyValidFor = TimeSpan.FromSeconds(-1) } },
        { "another recipient", new CallbackForm { Recipient = "1234567" } },
        { "a key that Google does not vouch for", new CallbackForm { IsByStranger = true } },
        { "lengths with the highest byte first", new CallbackForm { IsBigEndian = true } },
        { "a message that was altered", new CallbackForm { Alter = message => message.Replace("\"save\"", "\"del\"", StringComparison.Ordinal) } },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task What_Google_did_not_sign_for_us_to_take_now_is_refused(string what, CallbackForm form)
    {
        using var issuer = await system.NewIssuerAsync();
        var pass = await issuer.IssueAsync("BAD-1");
        var id = await issuer.ObjectIdAsync("BAD-1");

        Assert.True(await issuer.CallBackAsync(system.Google.Signer.Sign(id, "save", form)) == 401, what);
        Assert.Equal(0, (await issuer.ReadAsync(pass)).GetProperty("installs").GetInt32());
        // An object that is not there is answered the same.
        Assert.Equal(401, await issuer.CallBackAsync(system.Google.Signer.Sign($"{issuer.IssuerId}.no.pass", "save", form)));
    }

    [Fact]
    public async Task A_callback_of_another_issuer_is_not_taken_at_this_organisations_address()
    {
        using var issuer = await system.NewIssuerAsync();
        using var other = await system.NewIssuerAsync();
        var pass = await issuer.IssueAsync("MINE");
        var callback = system.Google.Signer.Sign(await issuer.ObjectIdAsync("MINE"), "save");

        Assert.Equal(401, await issuer.CallBackAsync(callback, other.CallbackPath));
        Assert.Equal(401, await issuer.CallBackAsync(callback, "/wallet/google/nobody/callbacks"));
        Assert.Equal(0, (await issuer.ReadAsync(pass)).GetProperty("installs").GetInt32());
        // Rightly signed, of an object that there is not: said as if there were.
        Assert.Equal(200, await issuer.CallBackAsync(system.Google.Signer.Sign($"{issuer.IssuerId}.no.pass", "save")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"signedMessage":"{}"}""")]
    [InlineData("""{"signedMessage":"{\"objectId\":\"1.a\",\"eventType\":\"burn\",\"nonce\":\"n\",\"expTimeMillis\":1}"}""")]
    [InlineData("""{"signedMessage":"{\"objectId\":\"1.a\",\"eventType\":\"save\",\"nonce\":\"n\",\"expTimeMillis\":9223372036854775807}"}""")]
    [InlineData("""{"signedMessage":"{\"objectId\":1,\"eventType\":\"save\",\"nonce\":\"n\",\"expTimeMillis\":1}"}""")]
    public async Task What_is_no_callback_is_malformed(string body)
    {
        using var issuer = await system.NewIssuerAsync();

        Assert.Equal(400, await issuer.CallBackAsync(body));
    }

    [Fact]
    public async Task A_body_without_end_is_malformed_and_forged_callbacks_read_no_keys()
    {
        using var issuer = await system.NewIssuerAsync();
        var pass = await issuer.IssueAsync("K-1");
        var id = await issuer.ObjectIdAsync("K-1");
        Assert.Equal(200, await issuer.CallBackAsync(system.Google.Signer.Sign(id, "save")));
        var reads = system.Google.KeyReads;

        for (var i = 0; i < 20; i++)
            Assert.Equal(401, await issuer.CallBackAsync(system.Google.Signer.Sign(id, "save", new CallbackForm { IsByStranger = true })));
        Assert.Equal(400, await issuer.CallBackAsync(new string(' ', 40_000)));

        Assert.Equal(reads, system.Google.KeyReads);
        Assert.Equal(1, (await issuer.ReadAsync(pass)).GetProperty("installs").GetInt32());
    }

    [Fact]
    public async Task Nonces_are_kept_until_they_have_expired()
    {
        using var issuer = await system.NewIssuerAsync();
        await issuer.IssueAsync("N-1");
        Assert.Equal(200, await issuer.CallBackAsync(system.Google.Signer.Sign(await issuer.ObjectIdAsync("N-1"), "save")));
        Assert.Equal(200, await issuer.CallBackAsync(system.Google.Signer.Sign(await issuer.ObjectIdAsync("N-1"), "save")));
        await issuer.ScalarAsync<object>("""
            UPDATE google_callback_nonces SET expires_at = clock_timestamp() - interval '2 hours'
            WHERE organization_id = $1 AND id = (SELECT id FROM google_callback_nonces WHERE organization_id = $1 LIMIT 1)
            """);

        await system.Passes.App.Services.GetServices<IHostedService>().OfType<RetentionJob>().Single().RunAsync(CancellationToken.None);

        Assert.Equal(1, await issuer.ScalarAsync<long>("SELECT count(*) FROM google_callback_nonces WHERE organization_id = $1"));
    }
}
