namespace Passinstance.LocalServers;

/// <summary>A server of this process, on a loopback port; it ends with this process.</summary>
internal interface IPrivateServer
{
    string Name { get; }

    /// <summary>Where it listens and where its data is, for display.</summary>
    string Location { get; }

    /// <summary>Its data folder on this machine; null in a container.</summary>
    string? Folder { get; }

    /// <summary>Starts it and returns when it is ready for use.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Stops it, by force after <paramref name="grace"/>.</summary>
    Task StopAsync(TimeSpan grace);
}

/// <summary>A private PostgreSQL.</summary>
internal interface IPostgresServer : IPrivateServer
{
    /// <summary>The administrator's connection string; available once the server is ready.</summary>
    string ConnectionString { get; }
}

/// <summary>A private RabbitMQ.</summary>
internal interface IRabbitMqServer : IPrivateServer
{
    /// <summary>The AMQP address with user, password and virtual host; available once the server is ready.</summary>
    string Url { get; }

    /// <summary>The AMQP address for one of the requested users.</summary>
    string UrlFor(RabbitMqUser user);

    /// <summary>The address of the management API, if it was requested.</summary>
    Uri ManagementUrl { get; }
}
