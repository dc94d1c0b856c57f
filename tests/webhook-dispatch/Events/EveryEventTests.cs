using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.Contracts.V1;
using Passinstance.Testing.Services;
using Passinstance.Testing.Webhooks;
using Passinstance.Webhooks.Events;
using Passinstance.Webhooks.Tests.Running;

namespace Passinstance.Webhooks.Tests.Events;

/// <summary>Each event of the catalogue comes off the bus, through the queue, to a receiver.</summary>
public sealed class EveryEventTests(WebhookSystem system)
{
    public static TheoryData<string> Names => [.. PublicEventTypes.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_reaches_a_receiver_that_asked_for_it_as_the_catalogue_shows_it(string name)
    {
        var type = PublicEventTypes.Find(name)!;
        await using var endpoint = await WebhookReceiver.StartAsync();
        var tenant = system.NewTenant();
        await tenant.AddReceiverAsync(endpoint.Url, null, name);
        var id = Guid.CreateVersion7();

        await system.Service.App.Services.GetRequiredService<IBus>().Publish(Said(type, id, tenant.OrganizationId), type.Message, context => context.MessageId = id);

        var delivery = JsonElement.Parse((await endpoint.WaitForCountAsync(1, TimeSpan.FromSeconds(60)))[0].Text);
        Assert.Equal(name, delivery.Text("type"));
        Assert.Equal(Happened.Id(id), delivery.Text("id"));
        Assert.True(JsonElement.DeepEquals(type.DataExample, delivery.GetProperty("data")));
    }

    // Every member of an event is one of a few kinds; what it says to customers is its resource.
    private static object Said(PublicEventType type, Guid id, Guid organizationId)
    {
        var members = type.Message.GetProperties().ToDictionary(
            member => JsonNamingPolicy.CamelCase.ConvertName(member.Name),
            object? (member) => member.Name switch
            {
                nameof(IPublicEvent.EventId) => id,
                nameof(IPublicEvent.OrganizationId) => organizationId,
                nameof(IPublicEvent.Resource) => type.DataExample,
                _ when member.PropertyType == typeof(Guid) || member.PropertyType == typeof(Guid?) => Guid.CreateVersion7(),
                _ when member.PropertyType == typeof(DateTimeOffset) || member.PropertyType == typeof(DateTimeOffset?) => DateTimeOffset.UtcNow,
                _ when member.PropertyType == typeof(int) || member.PropertyType == typeof(int?) => 1,
                _ when member.PropertyType == typeof(string) => "text",
                _ when member.PropertyType == typeof(JsonElement) => JsonElement.Parse("{}"),
                _ => Array.Empty<object>(),
            });
        return JsonSerializer.SerializeToElement(members).Deserialize(type.Message, JsonSerializerOptions.Web)!;
    }
}
