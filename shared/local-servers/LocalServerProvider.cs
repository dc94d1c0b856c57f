using Passinstance.LocalServers.Processes;

namespace Passinstance.LocalServers;

/// <summary>Servers as processes of this machine, installed with apt when they are missing.</summary>
internal sealed class LocalServerProvider : IServerProvider
{
    public Task CheckAsync(bool needsPostgres, bool needsRabbitMq, CancellationToken cancellationToken) =>
        ServerInstaller.CheckAsync(needsPostgres, needsRabbitMq, cancellationToken);

    async Task<IPostgresServer> IServerProvider.PostgresAsync(ServerRequest request, Action<string> progress,
        CancellationToken cancellationToken) =>
        await PostgresAsync(request, progress, cancellationToken);

    async Task<IRabbitMqServer> IServerProvider.RabbitMqAsync(ServerRequest request, Action<string> progress,
        CancellationToken cancellationToken) =>
        await RabbitMqAsync(request, progress, cancellationToken);

    public Task RemoveDataAsync(string folder, CancellationToken cancellationToken) => Task.CompletedTask;

    public static async Task<PostgresServer> PostgresAsync(ServerRequest request, Action<string> progress,
        CancellationToken cancellationToken)
    {
        // Found or installed first: the package creates the user that the server runs as.
        var data = PostgresServer.DataFolder(Directory.Exists(request.FallbackFolder) ? request.FallbackFolder : request.Folder);
        var installation = await ServerInstaller.PostgresAsync(data, progress, cancellationToken);
        var account = ServerAccount.ForServer("postgres", "nobody");
        var folder = await ServerFolder.PrepareAsync(request.Folder, request.FallbackFolder, account, cancellationToken);
        return new PostgresServer(installation, new PostgresSettings
        {
            Folder = folder,
            Password = request.Password,
            Durable = request.Durable,
            MaxConnections = request.MaxConnections,
            Account = account,
        }, request.Log);
    }

    public static async Task<RabbitMqServer> RabbitMqAsync(ServerRequest request, Action<string> progress,
        CancellationToken cancellationToken)
    {
        var installation = await ServerInstaller.RabbitMqAsync(progress, cancellationToken);
        var account = ServerAccount.ForServer("rabbitmq", "nobody");
        var folder = await ServerFolder.PrepareAsync(request.Folder, request.FallbackFolder, account, cancellationToken);
        return new RabbitMqServer(
            installation, new RabbitMqSettings
            {
                Folder = folder,
                Password = request.Password,
                Users = request.RabbitMqUsers,
                Management = request.Management,
                Account = account
            }, request.Log);
    }
}
