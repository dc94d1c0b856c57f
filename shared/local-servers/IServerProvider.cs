using Passinstance.LocalServers.Processes;

namespace Passinstance.LocalServers;

/// <summary>The request for a server.</summary>
internal sealed record ServerRequest
{
    /// <summary>Folder for its data.</summary>
    public required string Folder { get; init; }

    /// <summary>Folder for its data when the server's user cannot enter <see cref="Folder"/>.</summary>
    public required string FallbackFolder { get; init; }

    /// <summary>The administrator's password, set when the data folder is new.</summary>
    public required string Password { get; init; }

    public required ProcessLog Log { get; init; }

    /// <summary>Whether data survives a stop and a crash; false trades that for speed, for tests.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>PostgreSQL's connection limit.</summary>
    public int MaxConnections { get; init; } = 200;

    /// <summary>Users of RabbitMQ beside the administrator.</summary>
    public IReadOnlyList<RabbitMqUser> RabbitMqUsers { get; init; } = [];

    /// <summary>Whether RabbitMQ runs its management API.</summary>
    public bool Management { get; init; }
}

/// <summary>
/// Creates private servers: <see cref="LocalServerProvider"/> on this machine, or Containers/ContainerServerProvider in containers.
/// </summary>
internal interface IServerProvider
{
    /// <summary>Fails early, with instructions, when a requested server needs a manual step.</summary>
    Task CheckAsync(bool needsPostgres, bool needsRabbitMq, CancellationToken cancellationToken);

    /// <summary>Creates a PostgreSQL server, not yet started.</summary>
    Task<IPostgresServer> PostgresAsync(ServerRequest request, Action<string> progress, CancellationToken cancellationToken);

    /// <summary>Creates a RabbitMQ server, not yet started.</summary>
    Task<IRabbitMqServer> RabbitMqAsync(ServerRequest request, Action<string> progress, CancellationToken cancellationToken);

    /// <summary>Removes data that is stored outside the folders of a request.</summary>
    Task RemoveDataAsync(string folder, CancellationToken cancellationToken);
}
