using System.Text.RegularExpressions;

namespace Passinstance.Messaging.Bus;

/// <summary>
/// What the broker user of a service may do, as RabbitMQ's regular expressions over names of queues and exchanges: it reads its own queue,
/// publishes its own events, and declares what these need. With the environment of one service nobody reads another's queue or publishes
/// another's events.
/// </summary>
/// <param name="Configure">What it may declare.</param>
/// <param name="Write">What it may publish to.</param>
/// <param name="Read">What it may consume.</param>
public sealed record BrokerRights(string Configure, string Write, string Read)
{
    /// <summary>The services that have a user, in the order of <c>deploy/rabbitmq/users.txt</c>.</summary>
    public static IReadOnlyList<string> Services { get; } = [.. Topology.Publishers.Keys];

    /// <summary>The rights of a service's user.</summary>
    public static BrokerRights Of(string service)
    {
        var published = Topology.Publishers[service].Select(Topology.ExchangeOf).ToList();
        var consumed = Topology.Roles.GetValueOrDefault(service, []).Select(Topology.ExchangeOf).ToList();
        var own = $"{Escape(service)}(_dead|_error|_skipped)?";
        var markers = $"passinstance\\.(ready|known-to)\\.{Escape(service)}";
        return new BrokerRights(
            AnyOf([own, markers, .. published.Union(consumed).Select(Escape)]),
            AnyOf([own, .. published.Select(Escape)]),
            AnyOf([own, .. consumed.Select(Escape)]));
    }

    private static string AnyOf(IEnumerable<string> patterns) => $"^({string.Join('|', patterns)})$";

    // A hyphen has a meaning in brackets only, and RabbitMQ's own escaping of it differs between releases.
    private static string Escape(string name) => Regex.Escape(name).Replace("\\-", "-", StringComparison.Ordinal);
}
