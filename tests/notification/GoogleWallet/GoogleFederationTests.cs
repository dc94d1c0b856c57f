using System.Text.Json;
using Passinstance.GoogleFederation;
using Passinstance.Notifications.Tests.Fixtures;
using Passinstance.Simulators.Google;
using Passinstance.Testing;
using Passinstance.Testing.Wallet;

namespace Passinstance.Notifications.Tests.GoogleWallet;

/// <summary>Objects of an issuer without a key are sent with access tokens from workload identity federation.</summary>
[Trait("Category", "Integration")]
public sealed class GoogleFederationTests
{
    private const string TokenType = "urn:ietf:params:oauth:token-type:";

    [Fact]
    public async Task Objects_are_sent_with_one_access_token_that_is_renewed_when_it_ends_early()
    {
        await using var run = await Run.StartAsync();
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());

        await run.Tenant.ChangeAsync(first);
        await run.Tenant.ChangeAsync(second);
        await run.Tenant.NothingWaitsAsync();
        Assert.Equal((1, 1), (run.Tenant.Google.Exchanges, run.Tenant.TokensGiven));
        Assert.All(run.Tenant.Calls, call => Assert.Equal(Run.Account, call.Account));

        run.Tenant.Google.EndTokens();
        run.Tenant.Google.EndExchangedTokens();
        run.Workload.WriteToken(TimeSpan.FromMinutes(10));
        await run.Tenant.ChangeAsync(first, 2);
        await run.Tenant.NothingWaitsAsync();

        Assert.Equal("Value 2", run.Tenant.Show(first));
        Assert.Equal((2, 2), (run.Tenant.Google.Exchanges, run.Tenant.TokensGiven));
    }

    [Fact]
    public async Task An_account_that_may_no_longer_be_acted_for_suspends_its_issuer_until_there_is_another()
    {
        await using var run = await Run.StartAsync();
        var pass = Guid.CreateVersion7();
        await run.Tenant.ChangeAsync(pass);
        await run.Tenant.NothingWaitsAsync();
        run.Tenant.Google.RevokeFederated(Run.Account);

        await run.Tenant.ChangeAsync(pass, 2);
        var reason = await Eventually.ValueAsync(
            token => run.Tenant.Service.ScalarAsync<string>("SELECT reason FROM google_issuers WHERE suspended_at IS NOT NULL", token),
            NotificationFixture.Deadline, "the issuer is suspended");
        Assert.Contains("getAccessToken", reason, StringComparison.Ordinal);

        run.Give("id_token");
        await Eventually.TrueAsync(
            () => run.Tenant.Show(pass) == "Value 2", NotificationFixture.Deadline, "the change arrives with the new configuration");
    }

    [Fact]
    public async Task While_the_token_file_is_missing_or_Google_is_busy_changes_wait_and_nothing_is_suspended()
    {
        await using var run = await Run.StartAsync();
        var pass = Guid.CreateVersion7();
        await run.Tenant.ChangeAsync(pass);
        await run.Tenant.NothingWaitsAsync();
        run.Tenant.Google.EndTokens();
        run.Tenant.Google.EndExchangedTokens();
        File.Delete(run.Workload.TokenFile);

        await run.Tenant.ChangeAsync(pass, 2);
        await Eventually.TrueAsync(
            async token => await run.Tenant.Service.ScalarAsync<long>("SELECT count(*) FROM google_objects WHERE attempts > 0", token) == 1,
            NotificationFixture.Deadline, "it was tried");
        Assert.Null(await run.Tenant.Service.ScalarAsync<string>("SELECT reason FROM google_issuers WHERE suspended_at IS NOT NULL"));
        run.Tenant.Google.AnswerFederationNext(GoogleScript.Of(503), new GoogleScript(), GoogleScript.Of(429));
        run.Workload.WriteToken(TimeSpan.FromHours(1));

        await Eventually.TrueAsync(() => run.Tenant.Show(pass) == "Value 2", NotificationFixture.Deadline, "the change arrives");
        Assert.Null(await run.Tenant.Service.ScalarAsync<string>("SELECT reason FROM google_issuers WHERE suspended_at IS NOT NULL"));
    }

    /// <summary>A service whose operator has given a token source to the tenant's organization.</summary>
    private sealed class Run : IAsyncDisposable
    {
        internal const string Account = "wallet@project-federated.iam.gserviceaccount.com";
        private readonly NotificationFixture _fixture;

        private Run(NotificationFixture fixture, FederatedWorkload workload, GoogleTenant tenant)
        {
            (_fixture, Workload, Tenant) = (fixture, workload, tenant);
            Give("jwt");
        }

        internal FederatedWorkload Workload { get; }

        internal GoogleTenant Tenant { get; }

        internal static async Task<Run> StartAsync()
        {
            var organizationId = Guid.CreateVersion7();
            FederatedWorkload? workload = null;
            var fixture = await NotificationFixture.StartAsync(
                google => (workload = new FederatedWorkload(google)).SettingsFor(organizationId));
            return new Run(fixture, workload!, await fixture.NewGoogleTenantAsync(organizationId));
        }

        /// <summary>Lets the workload act for the account, by a token of this type.</summary>
        internal void Give(string tokenType)
        {
            Tenant.Google.RegisterFederated(Tenant.IssuerId, Account, FederatedWorkload.Audience, FederatedWorkload.Subject);
            _fixture.Templates.SetAccount(Tenant.IssuerId, Tenant.OrganizationId, Account, JsonSerializer.Serialize(
                new FederatedAccount(FederatedWorkload.Audience, TokenType + tokenType, FederatedWorkload.Source)),
                "workloadIdentityFederation");
        }

        public async ValueTask DisposeAsync()
        {
            await _fixture.DisposeAsync();
            Workload.Dispose();
        }
    }
}
