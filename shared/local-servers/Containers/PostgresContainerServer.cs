using Testcontainers.PostgreSql;

namespace Passinstance.LocalServers.Containers;

/// <summary>PostgreSQL in a container.</summary>
internal sealed class PostgresContainerServer(PostgreSqlContainer container) : IPostgresServer
{
    public string Name => "postgres";

    public string Location => $"{container.Hostname}:{container.GetMappedPublicPort(PostgreSqlBuilder.PostgreSqlPort)}, in a container";

    public string? Folder => null;

    public string ConnectionString => container.GetConnectionString();

    public Task StartAsync(CancellationToken cancellationToken) => container.StartAsync(cancellationToken);

    public async Task StopAsync(TimeSpan grace) => await container.DisposeAsync();
}
