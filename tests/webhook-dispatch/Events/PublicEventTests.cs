using Passinstance.Contracts.V1;
using Passinstance.Messaging.Bus;
using Passinstance.Webhooks.Events;

namespace Passinstance.Webhooks.Tests.Events;

[Trait("Category", "Unit")]
public sealed class PublicEventTests
{
    [Fact]
    public void Every_public_contract_is_in_the_list_once()
    {
        var contracts = typeof(IPublicEvent).Assembly.GetExportedTypes()
            .Where(type => type.IsClass && type.IsAssignableTo(typeof(IPublicEvent)));

        Assert.Equal(Names(contracts.Where(type => !type.IsAbstract)), Names(PublicEvents.All.Select(known => known.Contract)));
        Assert.Equal(PublicEvents.All.Count, PublicEvents.All.Select(known => known.Name).Distinct().Count());
    }

    [Fact]
    public void The_list_makes_the_event_types_and_the_bindings_of_the_queue()
    {
        Assert.Equal(
            PublicEvents.All.Select(known => (known.Name, known.Contract)),
            PublicEventTypes.All.Select(type => (type.Name, type.Contract)));
        // And the request of an erasure and the settings of retention, which are no events of customers.
        Assert.Equal(
            PublicEvents.All.Select(known => known.Contract).Append(typeof(PassErasureRequested)).Append(typeof(RetentionChanged)),
            Topology.Roles["webhook-dispatch"]);
    }

    private static IEnumerable<string> Names(IEnumerable<Type> types) => types.Select(type => type.Name).Order(StringComparer.Ordinal);
}
