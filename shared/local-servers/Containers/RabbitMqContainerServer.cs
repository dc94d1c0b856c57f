using Testcontainers.RabbitMq;

namespace Passinstance.LocalServers.Containers;

/// <summary>RabbitMQ in a container.</summary>
internal sealed class RabbitMqContainerServer(
    RabbitMqContainer container, string password, IReadOnlyList<RabbitMqUser> users, bool management) : IRabbitMqServer
{
    internal const int ManagementPort = 15672;

    public string Name => "rabbitmq";

    public string Location => $"{container.Hostname}:{Port}, in a container";

    public string? Folder => null;

    public string Url => $"amqp://{RabbitMqServer.User}:{password}@{container.Hostname}:{Port}/{RabbitMqServer.VirtualHost}";

    public string UrlFor(RabbitMqUser user) =>
        $"amqp://{user.Name}:{user.Password}@{container.Hostname}:{Port}/{RabbitMqServer.VirtualHost}";

    public Uri ManagementUrl => management
        ? new($"http://{RabbitMqServer.User}:{password}@{container.Hostname}:{container.GetMappedPublicPort(ManagementPort)}/")
        : throw new InvalidOperationException("This RabbitMQ was requested without its management API.");

    private ushort Port => container.GetMappedPublicPort(RabbitMqBuilder.RabbitMqPort);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await container.StartAsync(cancellationToken);
        foreach (var user in users)
        {
            // A durable volume has the user already, with the same password.
            await container.ExecAsync(["rabbitmqctl", "add_user", user.Name, user.Password], cancellationToken);
            var result = await container.ExecAsync(
                ["rabbitmqctl", "set_permissions", "-p", RabbitMqServer.VirtualHost, user.Name, user.Configure, user.Write, user.Read],
                cancellationToken);
            if (result.ExitCode != 0)
                throw new LocalSetupException($"RabbitMQ in a container did not take the user {user.Name}: {result.Stderr}");
        }
    }

    public async Task StopAsync(TimeSpan grace) => await container.DisposeAsync();
}
