using System.Security.Cryptography;
using System.Text;
using DotNet.Testcontainers.Builders;
using Testcontainers.PostgreSql;
using Testcontainers.RabbitMq;

namespace Passinstance.LocalServers.Containers;

/// <summary>
/// Servers in containers. Testcontainers removes them when this process exits; durable data is in volumes named after its folder.
/// </summary>
internal sealed class ContainerServerProvider : IServerProvider
{
    // The versions of docker-compose.yml.
    internal const string PostgresImage = "postgres:17.6";
    internal const string RabbitMqImage = "rabbitmq:4.1.4";

    public Task CheckAsync(bool needsPostgres, bool needsRabbitMq, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<IPostgresServer> PostgresAsync(ServerRequest request, Action<string> progress, CancellationToken cancellationToken)
    {
        progress($"container of {PostgresImage}");
        string[] arguments = ["-c", $"max_connections={request.MaxConnections}"];
        if (!request.Durable)
            arguments = [.. arguments, "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"];
        var builder = new PostgreSqlBuilder(PostgresImage)
            .WithUsername(PostgresServer.Administrator)
            .WithPassword(request.Password)
            .WithDatabase("postgres")
            .WithCommand(arguments)
            .WithOutputConsumer(new LogConsumer(request.Log));
        if (request.Durable)
            builder = builder.WithVolumeMount(VolumeOf(request.Folder), "/var/lib/postgresql/data");
        return Task.FromResult<IPostgresServer>(new PostgresContainerServer(builder.Build()));
    }

    public Task<IRabbitMqServer> RabbitMqAsync(ServerRequest request, Action<string> progress, CancellationToken cancellationToken)
    {
        var image = request.Management ? $"{RabbitMqImage}-management" : RabbitMqImage;
        progress($"container of {image}");
        var builder = new RabbitMqBuilder(image)
            .WithUsername(RabbitMqServer.User)
            .WithPassword(request.Password)
            .WithEnvironment("RABBITMQ_DEFAULT_VHOST", RabbitMqServer.VirtualHost)
            // The node's name is part of the path of its data.
            .WithHostname("passinstance")
            .WithOutputConsumer(new LogConsumer(request.Log));
        if (request.Management)
            builder = builder.WithPortBinding(RabbitMqContainerServer.ManagementPort, assignRandomHostPort: true);
        if (request.Durable)
            builder = builder.WithVolumeMount(VolumeOf(request.Folder), "/var/lib/rabbitmq");
        return Task.FromResult<IRabbitMqServer>(new RabbitMqContainerServer(
            builder.Build(), request.Password, request.RabbitMqUsers, request.Management));
    }

    public async Task RemoveDataAsync(string folder, CancellationToken cancellationToken)
    {
        // An existing volume is adopted, and then removed.
        await using var volume = new VolumeBuilder().WithName(VolumeOf(folder)).Build();
        await volume.CreateAsync(cancellationToken);
        await volume.DeleteAsync(cancellationToken);
    }

    internal static string VolumeOf(string folder) =>
        $"passinstance-{Path.GetFileName(folder)}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)))[..12]}";
}
