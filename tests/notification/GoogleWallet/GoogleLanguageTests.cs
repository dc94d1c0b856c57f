using Passinstance.Contracts.V1;
using Passinstance.Notifications.Tests.Fixtures;

namespace Passinstance.Notifications.Tests.GoogleWallet;

[Trait("Category", "Integration")]
public sealed class GoogleLanguageTests(NotificationFixture fixture) : IClassFixture<NotificationFixture>
{
    [Fact]
    public async Task A_message_with_translations_is_given_to_Google_in_all_of_them()
    {
        var tenant = await fixture.NewGoogleTenantAsync();
        var pass = Guid.CreateVersion7();
        var changed = await tenant.ChangeAsync(pass);
        await tenant.NothingWaitsAsync();
        var notified = changed with
        {
            EventId = Guid.CreateVersion7(),
            Version = 2,
            Google = changed.Google! with { IsSaved = true },
            NotificationId = Guid.CreateVersion7(),
            Message = new HolderMessage
            {
                Header = "Sale",
                Body = "Hello",
                Language = "en",
                Translations = new Dictionary<string, HolderMessage> { ["fr"] = new() { Header = "Soldes", Body = "Bonjour" } },
            },
        };

        await tenant.PublishAsync(notified);

        Assert.Equal("accepted", await tenant.OutcomeOfAsync(notified.NotificationId!.Value));
        var message = tenant.Google.FindObject(tenant.ObjectId(pass))!["messages"]![0]!;
        Assert.Equal(("Sale", "Hello"), ((string?)message["header"], (string?)message["body"]));
        Assert.Equal(
            """{"defaultValue":{"language":"en","value":"Sale"},"translatedValues":[{"language":"fr","value":"Soldes"}]}""",
            message["localizedHeader"]!.ToJsonString());
        Assert.Equal("Bonjour", (string?)message["localizedBody"]!["translatedValues"]![0]!["value"]);
        Assert.Equal(0, await tenant.Service.ScalarAsync<long>("SELECT count(*) FROM google_messages WHERE localized IS NOT NULL"));
    }
}
