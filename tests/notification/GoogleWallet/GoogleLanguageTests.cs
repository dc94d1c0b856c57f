using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.Contracts.V1;

namespace Passinstance.Notifications.Tests.GoogleWallet;

public sealed class GoogleLanguageTests
{
    [Fact]
    public async Task A_message_with_translations_is_given_to_Google_in_all_of_them()
    {
        await using var system = await GoogleSystem.StartAsync();
        var pass = Guid.CreateVersion7();
        var changed = await system.ChangeAsync(pass);
        await system.NothingWaitsAsync();
        var told = changed with
        {
            EventId = Guid.CreateVersion7(),
            Version = 2,
            Google = changed.Google! with { IsSaved = true },
            NotificationId = Guid.CreateVersion7(),
            Message = new HolderMessage
            {
                Header = "Sale", Body = "Hello", Language = "en", Translations = new Dictionary<string, HolderMessage> { ["fr"] = new() { Header = "Soldes", Body = "Bonjour" } },
            },
        };

        await system.Service.App.Services.GetRequiredService<IBus>().Publish(told, context => context.MessageId = told.EventId);
        await system.HeardAsync(told.EventId);

        Assert.Equal("accepted", await system.OutcomeOfAsync(told.NotificationId!.Value));
        var message = system.Google.FindObject(system.ObjectId(pass))!["messages"]![0]!;
        Assert.Equal(("Sale", "Hello"), ((string?)message["header"], (string?)message["body"]));
        Assert.Equal("""{"defaultValue":{"language":"en","value":"Sale"},"translatedValues":[{"language":"fr","value":"Soldes"}]}""", message["localizedHeader"]!.ToJsonString());
        Assert.Equal("Bonjour", (string?)message["localizedBody"]!["translatedValues"]![0]!["value"]);
        Assert.Equal(0, await system.Service.ScalarAsync<long>("SELECT count(*) FROM google_messages WHERE localized IS NOT NULL"));
    }
}
