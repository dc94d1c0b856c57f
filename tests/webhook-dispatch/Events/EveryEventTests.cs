using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.Contracts.V1;
using Passinstance.Security.Links;
using Passinstance.ServiceDefaults.Json;
using Passinstance.Testing.Services;
using Passinstance.Testing.Webhooks;
using Passinstance.Webhooks.Events;
using Passinstance.Webhooks.Tests.Fixtures;

namespace Passinstance.Webhooks.Tests.Events;

/// <summary>Each public event comes from the bus, through the queue, to a receiver.</summary>
[Trait("Category", "Integration")]
public sealed class EveryEventTests(WebhookFixture fixture)
{
    public static TheoryData<string> Names => [.. PublicEventTypes.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_reaches_a_webhook_that_subscribes_to_it_as_the_catalogue_shows_it(string name)
    {
        var type = PublicEventTypes.Find(name)!;
        await using var endpoint = await EndpointServer.StartAsync();
        var tenant = fixture.NewTenant();
        await tenant.AddWebhookAsync(endpoint.Url, null, name);
        var id = Guid.CreateVersion7();

        var bus = fixture.Service.App.Services.GetRequiredService<IBus>();
        await bus.Publish(Create(type, id, tenant.OrganizationId), type.Contract, context => context.MessageId = id);

        var delivery = JsonElement.Parse((await endpoint.WaitForCountAsync(1, TimeSpan.FromSeconds(60)))[0].Text);
        Assert.Equal(name, delivery.Text("type"));
        Assert.Equal(TestEvents.Id(id), delivery.Text("id"));
        Assert.True(JsonElement.DeepEquals(type.Data.Example, delivery.GetProperty("data")));
    }

    // Every member of an event is of one of a few types; webhooks get its resource, with the links that an event carries encrypted.
    private object Create(PublicEventType type, Guid id, Guid organizationId)
    {
        var (resource, encryptedLinks) = type.Contract.GetProperty(nameof(IPublicEvent.EncryptedLinks)) is null
            ? (type.Data.Example, null)
            : fixture.Service.App.Services.GetRequiredService<EventLinks>().Split(organizationId, type.Data.Example, ApiJson.Options);
        var members = type.Contract.GetProperties().ToDictionary(
            member => JsonNamingPolicy.CamelCase.ConvertName(member.Name),
            object? (member) => member.Name switch
            {
                nameof(IPublicEvent.EventId) => id,
                nameof(IPublicEvent.OrganizationId) => organizationId,
                nameof(IPublicEvent.Resource) => resource,
                nameof(IPublicEvent.EncryptedLinks) => encryptedLinks,
                _ when member.PropertyType == typeof(Guid) || member.PropertyType == typeof(Guid?) => Guid.CreateVersion7(),
                _ when member.PropertyType == typeof(DateTimeOffset) || member.PropertyType == typeof(DateTimeOffset?) =>
                    DateTimeOffset.UtcNow,
                _ when member.PropertyType == typeof(int) || member.PropertyType == typeof(int?) => 1,
                _ when member.PropertyType == typeof(string) => "text",
                _ when member.PropertyType == typeof(JsonElement) => JsonElement.Parse("{}"),
                _ => Array.Empty<object>(),
            });
        return JsonSerializer.SerializeToElement(members).Deserialize(type.Contract, JsonSerializerOptions.Web)!;
    }
}
