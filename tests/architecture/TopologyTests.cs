using Microsoft.Extensions.DependencyInjection;
using Passinstance.Messaging.Bus;

namespace Passinstance.Architecture.Tests;

/// <summary>A role subscribes to the events that its service has consumers for.</summary>
[Trait("Category", "Unit")]
public sealed class TopologyTests
{
    public static TheoryData<string> Roles => ["template", "pass", "webhook-dispatch", "notification"];

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task A_service_is_subscribed_to_the_events_it_has_consumers_for(string role)
    {
        await using var app = UnstartedServices.Build(role);

        var subscriptions = app.Services.GetRequiredService<Subscriptions>();

        Assert.Equal(role, subscriptions.Queue);
        Assert.Equal(
            Topology.Roles.GetValueOrDefault(role, []).Select(type => type.Name).Order(StringComparer.Ordinal),
            subscriptions.Events.Select(type => type.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task A_service_consumes_events_that_may_share_a_message_in_batches(string role)
    {
        await using var app = UnstartedServices.Build(role);

        var subscriptions = app.Services.GetRequiredService<Subscriptions>();

        Assert.Empty(subscriptions.Events.Where(Topology.Grouped.Contains).Except(subscriptions.InBatches));
    }

    [Fact]
    public void Every_event_has_one_publisher() => Assert.Equal(
        Messaging.Outbox.EventTypes.All.Select(type => type.Name).Order(StringComparer.Ordinal),
        Topology.Publishers.Values.SelectMany(events => events).Select(type => type.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void The_broker_users_of_every_deployment_have_the_rights_of_their_services()
    {
        var lines = RepositoryTree.Read("deploy/rabbitmq/users.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.StartsWith('#'));

        Assert.Equal(
            BrokerRights.Services.Select(service =>
            {
                var rights = BrokerRights.Of(service);
                return $"{service} {rights.Configure} {rights.Write} {rights.Read}";
            }),
            lines);
    }

    [Fact]
    public void A_services_broker_user_reads_no_other_queue_and_publishes_no_other_event()
    {
        foreach (var service in BrokerRights.Services)
        {
            var rights = BrokerRights.Of(service);
            foreach (var other in BrokerRights.Services.Where(other => other != service))
            {
                foreach (var name in (string[])[other, $"{other}_dead", $"{other}_error", "amq.default", ""])
                    Assert.All([rights.Configure, rights.Write, rights.Read], right => Assert.DoesNotMatch(right, name));
                foreach (var type in Topology.Publishers[other])
                    Assert.DoesNotMatch(rights.Write, $"Passinstance.Contracts.V1:{type.Name}");
            }
        }
    }
}
