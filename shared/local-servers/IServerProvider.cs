using Passinstance.LocalServers.Processes;

namespace Passinstance.LocalServers;

/// <summary>A server that is wanted.</summary>
internal sealed record ServerRequest
{
    /// <summary>Where its data goes.</summary>
    public required string Folder { get; init; }

    /// <summary>Where its data goes when the server's user cannot enter <see cref="Folder"/>.</summary>
    public required string FallbackFolder { get; init; }

    /// <summary>The administrator's password, set when the data is new.</summary>
    public required string Password { get; init; }

    public required ProcessLog Log { get; init; }

    /// <summary>Whether data survives a stop and a crash; false trades it for speed, for tests.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>Connections that PostgreSQL accepts.</summary>
    public int MaxConnections { get; init; } = 200;

    /// <summary>Whether RabbitMQ has its management API.</summary>
    public bool Management { get; init; }
}

/// <summary>
/// Makes private servers: <see cref="LocalServerProvider"/> on this machine, or Containers/ContainerServerProvider in containers.
/// </summary>
internal interface IServerProvider
{
    /// <summary>Fails at once, saying what to do, when a wanted server cannot be had without a person.</summary>
    Task CheckAsync(bool needsPostgres, bool needsRabbitMq, CancellationToken cancellationToken);

    /// <summary>Makes a PostgreSQL, not yet started.</summary>
    Task<IPostgresServer> PostgresAsync(ServerRequest request, Action<string> progress, CancellationToken cancellationToken);

    /// <summary>Makes a RabbitMQ, not yet started.</summary>
    Task<IRabbitMqServer> RabbitMqAsync(ServerRequest request, Action<string> progress, CancellationToken cancellationToken);

    /// <summary>Removes data that is kept elsewhere than in the folders of a request.</summary>
    Task RemoveDataAsync(string folder, CancellationToken cancellationToken);
}
