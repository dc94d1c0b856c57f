using Passinstance.Client;
using Passinstance.Dashboard.Account;
using Passinstance.Dashboard.ApiKeys;
using Passinstance.Dashboard.Credentials;
using Passinstance.Dashboard.Organization;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Dashboard.Tests;

/// <summary>What people read for the API's words.</summary>
[Trait("Category", "Unit")]
public sealed class TextOfPageTests
{
    [Fact]
    public void Every_scope_has_words_and_none_is_invented()
    {
        var described = ScopeWords.Passes.Concat(ScopeWords.People).SelectMany(group => group.Scopes).ToList();

        Assert.Equal(Scopes.All.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
        Assert.Equal(
            Scopes.Default.Order(StringComparer.Ordinal),
            ScopeWords.Passes.SelectMany(group => group.Scopes).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_set_of_scopes_is_summed_up_in_a_few_words()
    {
        Assert.Equal("Everything", ScopeWords.Summary(Scopes.All));
        Assert.Equal("Everything about passes", ScopeWords.Summary(Scopes.Default));
        Assert.Equal("Look at everything about passes", ScopeWords.Summary([.. Scopes.Default.Where(ScopeWords.IsRead)]));
        Assert.Equal("Issue passes, from apps and web pages", ScopeWords.Summary([], isPublishable: true));
        Assert.Equal("Templates (read), Passes", ScopeWords.Summary(["passes:write", "templates:read", "passes:read"]));
        Assert.Equal(
            "Templates (read), Passes (read), Bundles (read) and 1 more",
            ScopeWords.Summary(["templates:read", "passes:read", "bundles:read", "audit-log:read"]));
    }

    [Theory]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox on Windows")]
    [InlineData("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/19.0 Safari/605.1.15", "Safari on macOS")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) CriOS/140.0 Mobile/15E148 Safari/604.1", "Chrome on iPhone")]
    [InlineData("Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Linux")]
    [InlineData("curl/8.14.1", "curl/8.14.1")]
    [InlineData("", "A program without a name")]
    public void A_browser_is_called_as_people_call_it(string userAgent, string name) => Assert.Equal(name, UserAgents.NameOf(userAgent));

    [Theory]
    [InlineData("voidPass", "Void pass")]
    [InlineData("createOAuthClient", "Create OAuth client")]
    [InlineData("rotateApiKey", "Rotate API key")]
    public void An_operation_is_written_as_words(string operation, string words) => Assert.Equal(words, AuditWords.OfOperation(operation));

    [Theory]
    [InlineData("key_01kb0000000000000000000000", "api-keys/key_01kb0000000000000000000000")]
    [InlineData("org_01kb0000000000000000000000", null)]
    [InlineData(null, null)]
    public void A_resource_leads_to_its_page(string? resource, string? page) => Assert.Equal(page, AuditWords.PageOf(resource));

    [Fact]
    public void A_certificate_says_what_comes_next()
    {
        var end = new DateTimeOffset(2027, 5, 4, 0, 0, 0, TimeSpan.Zero);
        WalletIdentity Apple(WalletIdentityStatus status, string? request = null) =>
            new() { Kind = "apple", Status = status, NotAfter = end, CertificateRequest = request };

        Assert.Equal(
            "Give the request to Apple, and upload the certificate that you get.",
            NextSteps.Of(Apple(WalletIdentityStatus.Requested, "PEM")));
        Assert.Equal("Nothing to do until 4 May 2027.", NextSteps.Of(Apple(WalletIdentityStatus.Active)));
        Assert.Equal("Renew it before 4 May 2027.", NextSteps.Of(Apple(WalletIdentityStatus.Expiring)));
        Assert.Contains(
            "signs until 4 May 2027", NextSteps.Of(Apple(WalletIdentityStatus.Expiring, "PEM")), StringComparison.Ordinal);
        Assert.Contains("no pass is signed", NextSteps.Of(Apple(WalletIdentityStatus.Expired)), StringComparison.Ordinal);
        Assert.Contains(
            "publishing access", NextSteps.Of(new WalletIdentity { Kind = "google", DemoMode = true }), StringComparison.Ordinal);
    }
}
