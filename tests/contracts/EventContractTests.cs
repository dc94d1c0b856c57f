using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using MassTransit;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Outbox;

namespace Passinstance.Contracts.Tests;

/// <summary>
/// Each file in golden/ is a message as written by the first release that had the event, with every member set. It is never edited: a
/// member that is added later gets a new file beside it. A release that cannot read one, or writes another, cannot be deployed on its own.
/// </summary>
[Trait("Category", "Unit")]
public sealed class EventContractTests
{
    private static readonly string Golden = Path.Combine(AppContext.BaseDirectory, "golden");

    // V1.PassCreated.json, and V1.PassCreated.2.json with the members of a later release.
    private static IEnumerable<string> Stored(string name) =>
        Directory.GetFiles(Golden, name + "*.json").Where(file => Path.GetFileName(file)[name.Length] == '.').Order(StringComparer.Ordinal)
            .Select(File.ReadAllText);

    public static TheoryData<string> Events => [.. EventTypes.All.Select(EventTypes.NameOf).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Events))]
    public void A_stored_message_is_read_and_written_again_without_a_difference(string name)
    {
        var type = EventTypes.Find(name)!;
        Assert.All(Stored(name), stored =>
        {
            var message = JsonSerializer.Deserialize(stored, type, EventTypes.Json);
            var written = JsonSerializer.Serialize(message, type, EventTypes.Json);

            Assert.True(
                JsonNode.DeepEquals(JsonNode.Parse(stored), JsonNode.Parse(written)),
                $"{name} is written differently:\n{written}\nstored:\n{stored}");
        });
    }

    [Theory]
    [MemberData(nameof(Events))]
    public void A_stored_message_has_every_member_of_the_event(string name)
    {
        var stored = Stored(name).Select(text => JsonNode.Parse(text)!.AsObject()).ToList();

        foreach (var property in EventTypes.Find(name)!.GetProperties())
            Assert.True(
                stored.Exists(message => message.ContainsKey(JsonNamingPolicy.CamelCase.ConvertName(property.Name))),
                $"golden/{name}*.json lacks {property.Name}: add a file with a message that has it.");
    }

    [Theory]
    [MemberData(nameof(Events))]
    public void An_older_consumer_reads_over_members_it_does_not_know(string name)
    {
        var stored = JsonNode.Parse(File.ReadAllText(Path.Combine(Golden, name + ".json")))!.AsObject();
        stored["addedByALaterRelease"] = new JsonObject { ["x"] = 1 };

        Assert.NotNull(JsonSerializer.Deserialize(stored.ToJsonString(), EventTypes.Find(name)!, EventTypes.Json));
    }

    [Fact]
    public void A_stored_group_is_read_and_written_again_without_a_difference()
    {
        var stored = Assert.Single(Stored("V1.EventGroup"));

        var group = JsonSerializer.Deserialize<EventGroup>(stored, EventTypes.Json)!;

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(stored), JsonSerializer.SerializeToNode(group, EventTypes.Json)), stored);
        Assert.All(group.Events, grouped => Assert.NotNull(grouped.Body.Deserialize(EventTypes.Find(grouped.Type)!, EventTypes.Json)));
        Assert.Equal("urn:message:Passinstance.Contracts.V1:EventGroup", MessageUrn.ForTypeString<EventGroup>());
    }

    [Fact]
    public void The_wire_names_are_those_of_the_first_release()
    {
        Assert.Equal(
            [
                "urn:message:Passinstance.Contracts.V1:BatchCompleted",
                "urn:message:Passinstance.Contracts.V1:CertificateExpiring",
                "urn:message:Passinstance.Contracts.V1:CertificateRejected",
                "urn:message:Passinstance.Contracts.V1:DeviceRegistered",
                "urn:message:Passinstance.Contracts.V1:DeviceRegistrationReported",
                "urn:message:Passinstance.Contracts.V1:DeviceUnregistered",
                "urn:message:Passinstance.Contracts.V1:GoogleObjectStored",
                "urn:message:Passinstance.Contracts.V1:PassCreated",
                "urn:message:Passinstance.Contracts.V1:PassDeleted",
                "urn:message:Passinstance.Contracts.V1:PassDevicesErased",
                "urn:message:Passinstance.Contracts.V1:PassErasureRequested",
                "urn:message:Passinstance.Contracts.V1:PassEventsErased",
                "urn:message:Passinstance.Contracts.V1:PassInstalled",
                "urn:message:Passinstance.Contracts.V1:PassUninstalled",
                "urn:message:Passinstance.Contracts.V1:PassUpdated",
                "urn:message:Passinstance.Contracts.V1:PassVoided",
                "urn:message:Passinstance.Contracts.V1:PushNotificationCancelled",
                "urn:message:Passinstance.Contracts.V1:PushNotificationCompleted",
                "urn:message:Passinstance.Contracts.V1:PushNotificationRequested",
                "urn:message:Passinstance.Contracts.V1:PushNotificationTargeted",
                "urn:message:Passinstance.Contracts.V1:PushTokenRejected",
                "urn:message:Passinstance.Contracts.V1:RetentionChanged",
                "urn:message:Passinstance.Contracts.V1:TemplateCreated",
                "urn:message:Passinstance.Contracts.V1:TemplateDeleted",
                "urn:message:Passinstance.Contracts.V1:TemplateUpdated",
                "urn:message:Passinstance.Contracts.V1:WalletContentChanged",
                "urn:message:Passinstance.Contracts.V1:WalletIdentityChanged",
                "urn:message:Passinstance.Contracts.V1:WebhookEndpointDisabled",
            ],
            EventTypes.All.Select(MessageUrn.ForTypeString).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Events_are_sealed_records_whose_members_are_only_set_when_made()
    {
        foreach (var type in EventTypes.All)
        {
            Assert.True(type.IsSealed, $"{type} must be sealed.");
            Assert.NotNull(type.GetMethod("<Clone>$"));
            foreach (var setter in type.GetProperties().Where(property => property.CanWrite).Select(property => property.SetMethod!))
                Assert.Contains(
                    typeof(System.Runtime.CompilerServices.IsExternalInit), setter.ReturnParameter.GetRequiredCustomModifiers());
        }
    }

    [Fact]
    public void The_contracts_depend_on_nothing_but_the_framework()
    {
        var references = typeof(IEvent).Assembly.GetReferencedAssemblies().Select(reference => reference.Name!);

        Assert.All(references, reference => Assert.StartsWith("System.", reference, StringComparison.Ordinal));
        var withBehavior = typeof(IEvent).Assembly.GetTypes().Where(type => type.IsClass)
            .SelectMany(
                type => type.GetMethods(BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static))
            .Where(method => !method.IsSpecialName &&
                method.GetCustomAttribute<System.Runtime.CompilerServices.CompilerGeneratedAttribute>() is null);
        Assert.Empty(withBehavior);
    }
}
