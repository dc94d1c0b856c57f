using Passinstance.Local.Programs;
using Passinstance.Local.State;
using Passinstance.LocalServers;
using Passinstance.LocalServers.Processes;

namespace Passinstance.Local;

/// <summary>PostgreSQL and RabbitMQ of one instance: the launcher's own, or given ones.</summary>
internal sealed class ServerSet(InstanceFolder folder, Secrets secrets, Screen screen, Func<string, ProcessLog> openLog)
{
    private readonly List<IPrivateServer> _started = [];
    private readonly Lazy<IReadOnlyList<RabbitMqUser>> _users = new(() => BrokerUsers.Of(secrets));
    private IServerProvider _provider = new LocalServerProvider();
    private IRabbitMqServer? _rabbitMqServer;

    /// <summary>The administrator's connection string.</summary>
    public string Postgres { get; private set; } = "";

    /// <summary>The administrator's AMQP address.</summary>
    public string RabbitMq { get; private set; } = "";

    public bool PostgresIsGiven { get; private set; }

    /// <summary>The server processes of this launcher: neither given ones nor containers.</summary>
    public IEnumerable<IRestartable> Processes => _started.OfType<IRestartable>();

    /// <summary>Selects where servers run, and fails with everything the user has to install, before anything is started.</summary>
    public async Task PrepareAsync(bool reset, CancellationToken cancellationToken)
    {
        if (Given("PASSINSTANCE_POSTGRES") is not null && Given("PASSINSTANCE_RABBITMQ") is not null)
            return;
        _provider = await ServerProviders.ChooseAsync(cancellationToken);
        await _provider.CheckAsync(Given("PASSINSTANCE_POSTGRES") is null, Given("PASSINSTANCE_RABBITMQ") is null, cancellationToken);
        if (!reset)
            return;
        await _provider.RemoveDataAsync(folder.Postgres, cancellationToken);
        await _provider.RemoveDataAsync(folder.RabbitMq, cancellationToken);
    }

    public Task StartPostgresAsync(CancellationToken cancellationToken) => screen.StepAsync("PostgreSQL", async progress =>
    {
        if (Given("PASSINSTANCE_POSTGRES") is { } given)
        {
            PostgresIsGiven = true;
            Postgres = given;
            return "given by PASSINSTANCE_POSTGRES";
        }

        var server = await _provider.PostgresAsync(Request(folder.Postgres, "postgres", secrets.PostgresPassword), progress,
            cancellationToken);
        await StartAsync(server, cancellationToken);
        Postgres = server.ConnectionString;
        return server.Location;
    });

    public Task StartRabbitMqAsync(CancellationToken cancellationToken) => screen.StepAsync("RabbitMQ", async progress =>
    {
        if (Given("PASSINSTANCE_RABBITMQ") is { } given)
        {
            RabbitMq = given;
            return "given by PASSINSTANCE_RABBITMQ";
        }

        var server = await _provider.RabbitMqAsync(Request(folder.RabbitMq, "rabbitmq", secrets.RabbitMqPassword), progress,
            cancellationToken);
        await StartAsync(server, cancellationToken);
        _rabbitMqServer = server;
        RabbitMq = server.Url;
        return server.Location;
    });

    /// <summary>The AMQP address of a program, as its own user; a given RabbitMQ has one address for all.</summary>
    public string RabbitMqFor(ProgramDefinition program) => _rabbitMqServer is { } server && program.UsesBroker
        ? server.UrlFor(_users.Value.Single(user => user.Name == program.Name))
        : RabbitMq;

    public Task StopAsync(TimeSpan grace) => Task.WhenAll(_started.Select(server => server.StopAsync(grace)));

    private ServerRequest Request(string home, string name, string password) => new()
    {
        Folder = home,
        FallbackFolder = folder.ElsewhereFor(name),
        Password = password,
        RabbitMqUsers = name == "rabbitmq" ? _users.Value : [],
        Durable = true,
        Log = openLog(name),
    };

    private Task StartAsync(IPrivateServer server, CancellationToken cancellationToken)
    {
        // Registered before it runs: an interrupted start has to be stopped too.
        lock (_started)
            _started.Add(server);
        return server.StartAsync(cancellationToken);
    }

    private static string? Given(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}
