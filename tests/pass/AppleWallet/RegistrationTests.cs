using System.Net;
using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.Contracts.V1;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.Passes.Tests.AppleWallet;

[Trait("Category", "Integration")]
public sealed class RegistrationTests(PassFixture fixture)
{
    [Fact]
    public async Task A_device_registers_twice_and_unregisters_twice()
    {
        var issuer = await fixture.NewIssuerAsync();
        var card = await Phone.DownloadAsync(fixture, await issuer.IssueAsync("R-1"));
        var phone = new Phone(fixture, issuer.OrganizationId);

        Assert.Equal(HttpStatusCode.Created, await phone.RegisterAsync(card));
        Assert.Equal(HttpStatusCode.OK, await phone.RegisterAsync(card));
        Assert.Equal(HttpStatusCode.OK, await phone.UnregisterAsync(card));
        Assert.Equal(HttpStatusCode.OK, await phone.UnregisterAsync(card));
        Assert.Equal(HttpStatusCode.Created, await phone.RegisterAsync(card));
    }

    [Fact]
    public async Task The_first_device_installs_a_pass_and_the_last_one_uninstalls_it()
    {
        var issuer = await fixture.NewIssuerAsync();
        var card = await Phone.DownloadAsync(fixture, await issuer.IssueAsync("R-2"));
        var (phone, watch) = (new Phone(fixture, issuer.OrganizationId), new Phone(fixture, issuer.OrganizationId));

        await phone.RegisterAsync(card);
        await watch.RegisterAsync(card);
        await watch.RegisterAsync(card);
        Assert.Equal(2, (await ReadAsync(issuer, card)).GetProperty("installs").GetInt32());
        await phone.UnregisterAsync(card);
        Assert.Equal(["PassInstalled"], await PublishedAsync(issuer, "PassInstalled", "PassUninstalled"));
        await watch.UnregisterAsync(card);

        Assert.Equal(0, (await ReadAsync(issuer, card)).GetProperty("installs").GetInt32());
        Assert.Equal(["PassInstalled", "PassUninstalled"], await PublishedAsync(issuer, "PassInstalled", "PassUninstalled"));
        // An install does not change the pass: no version, no push, nothing to fetch.
        Assert.Equal(1, (await ReadAsync(issuer, card)).GetProperty("version").GetInt32());
        Assert.Empty(await PublishedAsync(issuer, "WalletContentChanged", "PassUpdated"));
    }

    [Fact]
    public async Task A_new_push_token_replaces_the_old_for_all_passes_of_the_device()
    {
        var issuer = await fixture.NewIssuerAsync();
        var first = await Phone.DownloadAsync(fixture, await issuer.IssueAsync("R-3"));
        var second = await Phone.DownloadAsync(fixture, await issuer.IssueAsync("R-4"));
        var phone = new Phone(fixture, issuer.OrganizationId);
        await phone.RegisterAsync(first);
        await phone.RegisterAsync(second);

        Assert.Equal(HttpStatusCode.OK, await phone.RegisterAsync(first, pushToken: "00112233445566778899"));

        Assert.Equal("00112233445566778899", await TokensAsync(issuer));
        var published = await BodiesAsync(issuer, "DeviceRegistered");
        Assert.Equal("00112233445566778899", published[^1].Text("pushToken"));
        Assert.Equal(published.Select(body => body.GetProperty("sequence").GetInt64()).Order(),
            published.Select(body => body.GetProperty("sequence").GetInt64()));
    }

    [Fact]
    public async Task Hundreds_of_repeated_registrations_write_nothing()
    {
        var issuer = await fixture.NewIssuerAsync();
        var card = await Phone.DownloadAsync(fixture, await issuer.IssueAsync("R-5"));
        var phone = new Phone(fixture, issuer.OrganizationId);
        await phone.RegisterAsync(card);
        var before = await PublishedAsync(issuer, "DeviceRegistered", "PassInstalled");

        var answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => phone.RegisterAsync(card)));

        Assert.All(answers, status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.Equal(before, await PublishedAsync(issuer, "DeviceRegistered", "PassInstalled"));
    }

    [Fact]
    public async Task Concurrent_registrations_are_counted_once_each()
    {
        var issuer = await fixture.NewIssuerAsync();
        var card = await Phone.DownloadAsync(fixture, await issuer.IssueAsync("R-6"));
        var phones = Enumerable.Range(0, 10).Select(_ => new Phone(fixture, issuer.OrganizationId)).ToList();

        var answers = await Task.WhenAll(phones.SelectMany(phone => Enumerable.Range(0, 3).Select(_ => phone.RegisterAsync(card))));

        Assert.Equal(10, answers.Count(status => status == HttpStatusCode.Created));
        Assert.Equal(10, (await ReadAsync(issuer, card)).GetProperty("installs").GetInt32());
        Assert.Equal(["PassInstalled"], await PublishedAsync(issuer, "PassInstalled"));
        await Task.WhenAll(phones.Select(phone => phone.UnregisterAsync(card)));
        Assert.Equal(0, (await ReadAsync(issuer, card)).GetProperty("installs").GetInt32());
        Assert.Equal(["PassInstalled", "PassUninstalled"], await PublishedAsync(issuer, "PassInstalled", "PassUninstalled"));
        Assert.Equal("", await TokensAsync(issuer));
    }

    [Fact]
    public async Task A_wrong_token_an_unknown_pass_and_another_organizations_pass_get_the_same_response()
    {
        var issuer = await fixture.NewIssuerAsync();
        var card = await Phone.DownloadAsync(fixture, await issuer.IssueAsync("R-7"));
        var stranger = await fixture.NewIssuerAsync();
        var theirs = await Phone.DownloadAsync(fixture, await stranger.IssueAsync("R-7"));
        var phone = new Phone(fixture, issuer.OrganizationId);
        var other = new Phone(fixture, Guid.CreateVersion7());

        Assert.Equal(HttpStatusCode.Unauthorized, await phone.RegisterAsync(card, token: theirs.Token));
        Assert.Equal(HttpStatusCode.Unauthorized, await phone.RegisterAsync(card, token: ""));
        Assert.Equal(HttpStatusCode.Unauthorized, await phone.RegisterAsync(card with { SerialNumber = "R-none" }));
        Assert.Equal(HttpStatusCode.Unauthorized, await other.RegisterAsync(card));
        Assert.Equal(HttpStatusCode.Unauthorized, await phone.UnregisterAsync(card, token: theirs.Token));
        var answers = new List<string>();
        foreach (var (serial, token) in (IEnumerable<(string, string)>)[
            ("R-7", theirs.Token), ("R-none", card.Token), ("R-7", card.Token[..^1] + (card.Token[^1] == 'A' ? 'B' : 'A'))])
        {
            using var response = await phone.FetchAsync(card with { SerialNumber = serial }, token: token);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Equal("ApplePass", response.Headers.WwwAuthenticate.ToString());
            var problem = JsonElement.Parse(await response.Content.ReadAsStringAsync());
            answers.Add($"{problem.Text("code")} {problem.Text("message")}");
        }

        Assert.Single(answers.Distinct());
        Assert.Null(await phone.ListAsync());
    }

    [Theory]
    [InlineData("ORDER 1001")]
    [InlineData("2026/11/22 #7")]
    [InlineData("50% + 1?")]
    [InlineData("a%2Fb")]
    [InlineData("é/ü;=\\&")]
    [InlineData("No.")]
    public async Task Any_serial_number_finds_its_pass(string serialNumber)
    {
        var issuer = await fixture.NewIssuerAsync();
        var card = await Phone.DownloadAsync(fixture, await issuer.IssueAsync(serialNumber));
        var phone = new Phone(fixture, issuer.OrganizationId);

        Assert.Equal(HttpStatusCode.Created, await phone.RegisterAsync(card));
        Assert.Equal([serialNumber], (await phone.ListAsync())!.Value.SerialNumbers);
        using var fetched = await phone.FetchAsync(card);
        Assert.Equal(HttpStatusCode.OK, fetched.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await phone.UnregisterAsync(card));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("not json")]
    [InlineData("{\"pushToken\":\"\"}")]
    [InlineData("{\"pushToken\":\"a/../b\"}")]
    [InlineData("{\"pushToken\":7}")]
    public async Task A_body_without_a_push_token_is_rejected(string body)
    {
        var issuer = await fixture.NewIssuerAsync();
        var card = await Phone.DownloadAsync(fixture, await issuer.IssueAsync("R-8"));
        var phone = new Phone(fixture, issuer.OrganizationId);

        Assert.Equal(HttpStatusCode.BadRequest,
            await phone.StatusAsync(HttpMethod.Post, $"devices/{phone.Device}/registrations/{Phone.PassType}/R-8", card.Token, body));
        Assert.Equal("", await TokensAsync(issuer));
    }

    [Fact]
    public async Task A_rejected_push_token_ends_every_registration_of_its_device()
    {
        var issuer = await fixture.NewIssuerAsync();
        var first = await Phone.DownloadAsync(fixture, await issuer.IssueAsync("R-9"));
        var second = await Phone.DownloadAsync(fixture, await issuer.IssueAsync("R-10"));
        var (dead, alive) = (new Phone(fixture, issuer.OrganizationId), new Phone(fixture, issuer.OrganizationId));
        await dead.RegisterAsync(first);
        await dead.RegisterAsync(second);
        await alive.RegisterAsync(second);

        var rejected = new PushTokenRejected
        {
            EventId = Guid.CreateVersion7(),
            OrganizationId = issuer.OrganizationId,
            PushToken = dead.PushToken,
            Reason = "Unregistered",
            OccurredAt = DateTimeOffset.UtcNow,
        };
        await fixture.Passes.App.Services.GetRequiredService<IBus>().Publish(rejected, context => context.MessageId = rejected.EventId);

        await Eventually.TrueAsync(
            async _ => await TokensAsync(issuer) == alive.PushToken, TimeSpan.FromSeconds(30), "the device is removed");
        Assert.Equal(0, (await ReadAsync(issuer, first)).GetProperty("installs").GetInt32());
        Assert.Equal(1, (await ReadAsync(issuer, second)).GetProperty("installs").GetInt32());
        Assert.Equal(alive.PushToken, await TokensAsync(issuer));
        Assert.Equal(["PassInstalled", "PassInstalled", "PassUninstalled"],
            await PublishedAsync(issuer, "PassInstalled", "PassUninstalled"));
        Assert.Null(await dead.ListAsync());
    }

    [Fact]
    public async Task A_rejection_from_before_a_device_registered_anew_leaves_it_alone()
    {
        var issuer = await fixture.NewIssuerAsync();
        var card = await Phone.DownloadAsync(fixture, await issuer.IssueAsync("R-11"));
        var phone = new Phone(fixture, issuer.OrganizationId);
        await phone.RegisterAsync(card);

        await RejectAsync(DateTimeOffset.UtcNow.AddHours(-1));
        Assert.Equal(phone.PushToken, await TokensAsync(issuer));
        Assert.Equal(1, (await ReadAsync(issuer, card)).GetProperty("installs").GetInt32());

        await RejectAsync(DateTimeOffset.UtcNow.AddHours(1));
        Assert.Equal(0, (await ReadAsync(issuer, card)).GetProperty("installs").GetInt32());

        async Task RejectAsync(DateTimeOffset invalidSince)
        {
            var rejected = new PushTokenRejected
            {
                EventId = Guid.CreateVersion7(),
                OrganizationId = issuer.OrganizationId,
                PushToken = phone.PushToken,
                Reason = "Unregistered",
                InvalidSince = invalidSince,
                OccurredAt = DateTimeOffset.UtcNow,
            };
            await fixture.Passes.App.Services.GetRequiredService<IBus>()
                .Publish(rejected, context => context.MessageId = rejected.EventId);
            await Eventually.TrueAsync(
                token => fixture.Passes.ScalarAsync<bool>(
                    $"SELECT EXISTS (SELECT FROM inbox_messages WHERE message_id = '{rejected.EventId}')", token),
                TimeSpan.FromSeconds(30), "the rejection was consumed");
        }
    }

    private static Task<JsonElement> ReadAsync(Issuer issuer, Card card) =>
        issuer.Passes.CallAsync(HttpMethod.Get, $"/api/v1/passes/{card.Id}");

    private async Task<string> TokensAsync(Issuer issuer) =>
        await fixture.Passes.ScalarAsync<string>(
            "SELECT coalesce(string_agg(push_token, ',' ORDER BY push_token), '') FROM devices " +
            $"WHERE organization_id = '{issuer.OrganizationId}'") ?? "";

    private async Task<IReadOnlyList<string>> PublishedAsync(Issuer issuer, params string[] types) =>
        [.. (await MessagesAsync(issuer)).Select(message => message.Type).Where(types.Contains).Order(StringComparer.Ordinal)];

    private async Task<IReadOnlyList<JsonElement>> BodiesAsync(Issuer issuer, string type) =>
        [.. (await MessagesAsync(issuer)).Where(message => message.Type == type).Select(message => JsonElement.Parse(message.Body))];

    // In the outbox or already published: the history is two hours long. Ids are UUIDv7, so this is the order of publishing.
    private async Task<List<(string Type, string Body)>> MessagesAsync(Issuer issuer)
    {
        await using var command = fixture.Passes.Database.CreateCommand("""
            SELECT type, body FROM (SELECT id, organization_id, type, body FROM outbox_messages
                UNION SELECT id, organization_id, type, body FROM outbox_history) m
            WHERE organization_id = $1 ORDER BY id
            """);
        command.Parameters.Add(new() { Value = issuer.OrganizationId });
        var messages = new List<(string, string)>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            messages.Add((reader.GetString(0)[3..], reader.GetString(1)));
        return messages;
    }
}
