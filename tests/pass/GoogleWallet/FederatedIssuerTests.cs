using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Passinstance.Simulators.Google;
using Passinstance.Testing;
using Passinstance.Testing.Services;
using Passinstance.Testing.Wallet;

namespace Passinstance.Passes.Tests.GoogleWallet;

/// <summary>Passes of an issuer without a key: Google signs their save links.</summary>
[Trait("Category", "Integration")]
public sealed class FederatedIssuerTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Save_links_are_signed_at_Google_many_at_once_with_one_exchanged_token()
    {
        await using var google = await GoogleSimulator.StartAsync();
        using var workload = new FederatedWorkload(google);
        await using var issuer = await FederatedIssuer.StartAsync(google, workload);
        google.FederationDelay = TimeSpan.FromMilliseconds(50);
        var passes = new List<JsonElement>();
        for (var i = 0; i < 20; i++)
            passes.Add(await issuer.IssueAsync($"F-{i}"));

        var links = await Task.WhenAll(passes.Concat(passes).Select(issuer.FollowAsync));

        Assert.All(links, link => Assert.Equal((HttpStatusCode.Redirect, "pay.google.com"), (link.Status, link.Location?.Host)));
        Assert.Equal((1, 40), (google.Exchanges, google.Signatures));
        foreach (var (pass, link) in passes.Zip(links))
        {
            var claims = google.ReadLink(link.Location!);
            Assert.Equal(FederatedIssuer.Account, claims.Text("iss"));
            Assert.Equal(await issuer.ObjectIdAsync(pass), claims.GetProperty("payload").GetProperty("genericObjects")[0].Text("id"));
        }

        // The exchanged token may end early, and the workload's own is renewed in place.
        google.EndExchangedTokens();
        workload.WriteToken(TimeSpan.FromMinutes(10));
        Assert.Equal(HttpStatusCode.Redirect, (await issuer.FollowAsync(passes[0])).Status);
        Assert.Equal(2, google.Exchanges);
    }

    [Fact]
    public async Task While_Google_does_not_sign_the_page_says_so_and_a_link_for_one_person_is_not_used_up()
    {
        await using var google = await GoogleSimulator.StartAsync();
        using var workload = new FederatedWorkload(google);
        await using var issuer = await FederatedIssuer.StartAsync(google, workload, new { singleUse = true });
        var pass = await issuer.IssueAsync("F-1");

        google.AnswerFederationNext(GoogleScript.Of(503));
        await PendingAsync();
        google.AnswerFederationNext(new GoogleScript(), GoogleScript.Of(429));
        await PendingAsync();
        google.ForbidSigning(FederatedIssuer.Account);
        await PendingAsync();
        google.RegisterFederated(issuer.IssuerId, FederatedIssuer.Account, FederatedWorkload.Audience, FederatedWorkload.Subject);
        google.EndExchangedTokens();
        File.Delete(workload.TokenFile);
        await PendingAsync();

        workload.WriteToken(TimeSpan.FromHours(1));
        var taken = await issuer.FollowAsync(pass);
        Assert.Equal(HttpStatusCode.Redirect, taken.Status);
        google.ReadLink(taken.Location!);

        async Task PendingAsync()
        {
            var waiting = await issuer.FollowAsync(pass);
            Assert.Equal((HttpStatusCode.ServiceUnavailable, true), (waiting.Status, waiting.HasRetryAfter));
        }
    }

    [Fact]
    public async Task Another_organizations_passes_have_no_link_by_this_organizations_token()
    {
        await using var google = await GoogleSimulator.StartAsync();
        using var workload = new FederatedWorkload(google);
        await using var issuer = await FederatedIssuer.StartAsync(google, workload);
        // What a restored or tampered row would name: the source belongs to the organization in the settings, not in the row.
        var stranger = Guid.CreateVersion7();
        var registry = (Passinstance.GoogleFederation.FederationRegistry)issuer.Passes.App.Services
            .GetService(typeof(Passinstance.GoogleFederation.FederationRegistry))!;
        var account = new Passinstance.GoogleFederation.FederatedAccount(
            FederatedWorkload.Audience, "urn:ietf:params:oauth:token-type:jwt", FederatedWorkload.Source);

        var failed = await Assert.ThrowsAsync<Passinstance.GoogleFederation.FederationException>(
            () => registry.Open(stranger, FederatedIssuer.Account, account).ExchangeAsync(CancellationToken.None));

        Assert.Equal(Passinstance.GoogleFederation.FederationStep.Source, failed.Step);
        Assert.Equal(0, google.Exchanges);
    }

    /// <summary>An organization with such an issuer, in a deployment of its own.</summary>
    private sealed class FederatedIssuer(RunningService templates, RunningService passes, Guid organizationId) : IAsyncDisposable
    {
        internal const string Account = "wallet@project-federated.iam.gserviceaccount.com";
        private readonly HttpClient _browser = new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = passes.Url };
        private string _templateId = "";

        internal string IssuerId { get; } =
            RandomNumberGenerator.GetInt32(1_000_000, int.MaxValue).ToString(CultureInfo.InvariantCulture);

        internal RunningService Passes => passes;

        internal static async Task<FederatedIssuer> StartAsync(GoogleSimulator google, FederatedWorkload workload, object? passFlow = null)
        {
            var organizationId = Guid.CreateVersion7();
            var (templates, passes) = await PassFixture.StartAsync(
                await TestDeployment.CreateAsync(), workload.SettingsFor(organizationId));
            var issuer = new FederatedIssuer(templates, passes, organizationId);
            google.RegisterFederated(issuer.IssuerId, Account, FederatedWorkload.Audience, FederatedWorkload.Subject);
            await templates.ClientOf(organizationId).CreateAsync("/api/v1/wallet-identities/google",
                new { issuerId = issuer.IssuerId, credentialConfiguration = workload.Configuration(Account) });
            issuer._templateId = (await templates.ClientOf(organizationId).CreateAsync("/api/v1/templates", new
            {
                name = "Members",
                description = "Membership card",
                passType = "generic",
                organizationName = "Example Coffee",
                teamIdentifier = "TEAM123456789",
                passTypeIdentifier = "pass.test.federated",
                passFlow,
            })).Text("id");
            await Eventually.TrueAsync(
                async token => await passes.ScalarAsync<long>(
                    "SELECT count(*) FROM wallet_identity_replicas WHERE kind = 'google' AND sealed_secret IS NOT NULL", token) == 1,
                Soon, "the account is here");
            return issuer;
        }

        internal Task<JsonElement> IssueAsync(string serialNumber) => passes.ClientOf(organizationId).CreateAsync("/api/v1/passes",
            new { templateId = _templateId, serialNumber, fields = new { tier = new { label = "Tier", value = "Gold" } } });

        internal async Task<string> ObjectIdAsync(JsonElement pass) => (await passes.ScalarAsync<string>(
            $"SELECT google_object_id FROM passes WHERE serial_number = '{pass.Text("serialNumber")}'"))!;

        internal async Task<(HttpStatusCode Status, Uri? Location, bool HasRetryAfter)> FollowAsync(JsonElement pass)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(pass.Text("googleSaveUrl")).AbsolutePath);
            request.Headers.TryAddWithoutValidation(
                "User-Agent", "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36");
            using var response = await _browser.SendAsync(request);
            return (response.StatusCode, response.Headers.Location, response.Headers.RetryAfter is not null);
        }

        public async ValueTask DisposeAsync()
        {
            _browser.Dispose();
            await passes.DisposeAsync();
            await templates.DisposeAsync();
        }
    }
}
