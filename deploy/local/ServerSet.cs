using Passinstance.LocalServers.Processes;
using Passinstance.LocalServers;
using Passinstance.Local.State;

namespace Passinstance.Local;

/// <summary>PostgreSQL and RabbitMQ of one instance: our own, or the ones that were given.</summary>
internal sealed class ServerSet(InstanceFolder folder, Secrets secrets, Screen screen, Func<string, ProcessLog> openLog)
{
    private readonly List<IPrivateServer> started = [];

    /// <summary>The administrator's connection string.</summary>
    public string Postgres { get; private set; } = "";

    /// <summary>The AMQP address.</summary>
    public string RabbitMq { get; private set; } = "";

    public bool PostgresIsGiven { get; private set; }

    /// <summary>The servers this launcher runs; a given one is not among them.</summary>
    public IReadOnlyList<IPrivateServer> Started => started;

    /// <summary>Before anything is started: tells everything a person has to install, at once.</summary>
    public static Task RefuseWhatOnlyAPersonCanInstallAsync(CancellationToken cancellationToken) => ServerInstaller.RefuseWhatOnlyAPersonCanInstallAsync(
        Given("PASSINSTANCE_POSTGRES") is null, Given("PASSINSTANCE_RABBITMQ") is null, cancellationToken);

    public Task StartPostgresAsync(CancellationToken cancellationToken) => screen.StepAsync("PostgreSQL", async progress =>
    {
        if (Given("PASSINSTANCE_POSTGRES") is { } given)
        {
            PostgresIsGiven = true;
            Postgres = given;
            return "the one of PASSINSTANCE_POSTGRES";
        }

        // Found or installed first: the package makes the user that the server runs as.
        var elsewhere = folder.ElsewhereFor("postgres");
        var data = PostgresServer.DataFolder(Directory.Exists(elsewhere) ? elsewhere : folder.Postgres);
        var installation = await ServerInstaller.PostgresAsync(data, progress, cancellationToken).ConfigureAwait(false);
        var account = ServerAccount.ForServer("postgres", "nobody");
        var home = await ServerFolder.PrepareAsync(folder.Postgres, elsewhere, account, cancellationToken).ConfigureAwait(false);
        var server = new PostgresServer(installation, new() { Folder = home, Password = secrets.PostgresPassword, Account = account }, openLog("postgres"));
        await StartAsync(server, cancellationToken).ConfigureAwait(false);
        Postgres = server.ConnectionString;
        return $"127.0.0.1:{server.Port}, data in {home}";
    });

    public Task StartRabbitMqAsync(CancellationToken cancellationToken) => screen.StepAsync("RabbitMQ", async progress =>
    {
        if (Given("PASSINSTANCE_RABBITMQ") is { } given)
        {
            RabbitMq = given;
            return "the one of PASSINSTANCE_RABBITMQ";
        }

        var installation = await ServerInstaller.RabbitMqAsync(progress, cancellationToken).ConfigureAwait(false);
        var account = ServerAccount.ForServer("rabbitmq", "nobody");
        var home = await ServerFolder.PrepareAsync(folder.RabbitMq, folder.ElsewhereFor("rabbitmq"), account, cancellationToken).ConfigureAwait(false);
        var server = new RabbitMqServer(installation, new() { Folder = home, Password = secrets.RabbitMqPassword, Account = account }, openLog("rabbitmq"));
        await StartAsync(server, cancellationToken).ConfigureAwait(false);
        RabbitMq = server.Url;
        return $"127.0.0.1:{server.Port}, data in {home}";
    });

    public Task StopAsync(TimeSpan grace) => Task.WhenAll(Started.Select(server => server.StopAsync(grace)));

    private Task StartAsync(IPrivateServer server, CancellationToken cancellationToken)
    {
        // Known before it runs: a start that is interrupted half-way has to be stopped too.
        lock (started)
            started.Add(server);
        return server.StartAsync(cancellationToken);
    }

    private static string? Given(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}
