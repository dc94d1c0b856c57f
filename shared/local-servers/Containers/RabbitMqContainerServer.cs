using Testcontainers.RabbitMq;

namespace Passinstance.LocalServers.Containers;

/// <summary>RabbitMQ in a container.</summary>
internal sealed class RabbitMqContainerServer(RabbitMqContainer container, string password, bool management) : IRabbitMqServer
{
    internal const int ManagementPort = 15672;

    public string Name => "rabbitmq";

    public string Location => $"{container.Hostname}:{Port}, in a container";

    public string? Folder => null;

    public string Url => $"amqp://{RabbitMqServer.User}:{password}@{container.Hostname}:{Port}/{RabbitMqServer.VirtualHost}";

    public Uri ManagementUrl => management
        ? new($"http://{RabbitMqServer.User}:{password}@{container.Hostname}:{container.GetMappedPublicPort(ManagementPort)}/")
        : throw new InvalidOperationException("This RabbitMQ was requested without its management API.");

    private ushort Port => container.GetMappedPublicPort(RabbitMqBuilder.RabbitMqPort);

    public Task StartAsync(CancellationToken cancellationToken) => container.StartAsync(cancellationToken);

    public async Task StopAsync(TimeSpan grace) => await container.DisposeAsync();
}
