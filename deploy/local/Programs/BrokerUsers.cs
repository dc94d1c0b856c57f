using Passinstance.Local.State;
using Passinstance.LocalServers;

namespace Passinstance.Local.Programs;

/// <summary>One RabbitMQ user per service, with the rights of <c>deploy/rabbitmq/users.txt</c>, which containers use too.</summary>
internal static class BrokerUsers
{
    public static IReadOnlyList<RabbitMqUser> Of(Secrets secrets) =>
    [
        .. File.ReadLines(Path.Combine(Repository.Root, "deploy/rabbitmq/users.txt")).Where(line => line is not ("" or ['#', ..]))
            .Select(line => line.Split(' '))
            .Select(parts => new RabbitMqUser(parts[0], secrets.BrokerPasswords[parts[0]], parts[1], parts[2], parts[3])),
    ];
}
