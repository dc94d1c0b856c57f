using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Passinstance.LocalServers.Processes;

namespace Passinstance.LocalServers;

/// <summary>Settings of a private RabbitMQ broker.</summary>
internal sealed record RabbitMqSettings
{
    /// <summary>Data folder; created when missing. Prepared with <see cref="ServerFolder"/>.</summary>
    public required string Folder { get; init; }

    public required string Password { get; init; }

    /// <summary>Users beside the administrator.</summary>
    public IReadOnlyList<RabbitMqUser> Users { get; init; } = [];

    /// <summary>
    /// The management plugin creates virtual hosts and shows queues over HTTP; a broker with it takes 6 to 8 s to stop instead of 2.
    /// </summary>
    public bool Management { get; init; }

    public ServerAccount? Account { get; init; }
}

/// <summary>A user with rights on some queues and exchanges, as RabbitMQ's regular expressions.</summary>
internal sealed record RabbitMqUser(string Name, string Password, string Configure, string Write, string Read);

/// <summary>A RabbitMQ process with its own Erlang port mapper, on free loopback ports.</summary>
internal sealed class RabbitMqServer(RabbitMqInstallation installation, RabbitMqSettings settings, ProcessLog log) : IRabbitMqServer,
    IRestartable
{
    public const string User = "passinstance";
    public const string VirtualHost = "passinstance";

    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(3);
    private static readonly byte[] ProtocolHeader = "AMQP\0\0\u0009\u0001"u8.ToArray();

    private readonly int _distributionPort = LoopbackPort.Free();
    private readonly int _portMapperPort = LoopbackPort.Free();
    private ChildProcess? _portMapper;
    private bool _ready;

    public int Port { get; } = LoopbackPort.Free();

    public int ManagementPort { get; } = settings.Management ? LoopbackPort.Free() : 0;

    public string Name => "rabbitmq";

    public ProcessLog Log => log;

    public string Location => $"127.0.0.1:{Port}, data in {Folder}";

    public string Folder => settings.Folder;

    public ChildProcess? Process { get; private set; }

    public string Url => UrlOf(VirtualHost);

    public string UrlFor(RabbitMqUser user) => $"amqp://{user.Name}:{user.Password}@127.0.0.1:{Port}/{VirtualHost}";

    public Uri ManagementUrl => new($"http://{User}:{settings.Password}@127.0.0.1:{ManagementPort}/");

    public string UrlOf(string virtualHost) => $"amqp://{User}:{settings.Password}@127.0.0.1:{Port}/{Uri.EscapeDataString(virtualHost)}";

    /// <summary>Starts the port mapper and the broker and returns when the broker accepts an AMQP client.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _ready = false;
        WriteConfiguration();
        await StartPortMapperAsync(cancellationToken);
        Process = await ChildProcess.StartAsync(new(installation.Server)
        {
            RunAs = settings.Account,
            WorkingDirectory = settings.Folder,
            Environment = BrokerEnvironment(),
            Hides = static name => name.StartsWith("RABBITMQ_", StringComparison.Ordinal)
                || name.StartsWith("ERL_", StringComparison.Ordinal),
        }, log);
        await WaitUntilReadyAsync(Process, cancellationToken);
        _ready = true;
    }

    /// <summary>Stops the broker, then its port mapper. A broker that is still booting ignores SIGTERM, so it is killed.</summary>
    public async Task StopAsync(TimeSpan grace)
    {
        if (Process is { } broker)
            await (_ready ? broker.StopAsync(PosixCalls.Terminate, grace) : broker.KillAsync());
        if (_portMapper is { } mapper)
            await mapper.KillAsync();
        _portMapper = null;
    }

    /// <summary>The password hash of a definitions file: base64 of a 4-byte salt and SHA-256 over salt and password.</summary>
    internal static string HashPassword(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(4);
        return Convert.ToBase64String([.. salt, .. SHA256.HashData([.. salt, .. Encoding.UTF8.GetBytes(password)])]);
    }

    private static object UserDefinition(string name, string password, string tags) => new
    {
        name,
        password_hash = HashPassword(password),
        hashing_algorithm = "rabbit_password_hashing_sha256",
        tags,
    };

    private string In(string name) => Path.Combine(settings.Folder, name);

    private void WriteConfiguration()
    {
        foreach (var folder in (string[])["home", "mnesia", "log", "conf"])
            ServerFolder.MakeOwned(In(folder), settings.Account);
        var definitions = JsonSerializer.Serialize(new
        {
            users = settings.Users.Select(user => UserDefinition(user.Name, user.Password, ""))
                .Prepend(UserDefinition(User, settings.Password, "administrator")),
            vhosts = new[] { new { name = VirtualHost } },
            permissions = settings.Users.Prepend(new RabbitMqUser(User, "", ".*", ".*", ".*")).Select(
                user => new { user = user.Name, vhost = VirtualHost, configure = user.Configure, write = user.Write, read = user.Read }),
        });
        ServerFolder.WriteOwned(In("conf/definitions.json"), definitions, settings.Account);
        ServerFolder.WriteOwned(In("conf/enabled_plugins"), settings.Management ? "[rabbitmq_management].\n" : "[].\n", settings.Account);
        ServerFolder.WriteOwned(In("conf/rabbitmq-env.conf"), "", settings.Account);
        ServerFolder.WriteOwned(In("conf/rabbitmq.conf"), string.Join('\n',
        [
            $"listeners.tcp.1 = 127.0.0.1:{Port}",
            .. settings.Management ? [$"management.tcp.ip = 127.0.0.1", $"management.tcp.port = {ManagementPort}"] : Array.Empty<string>(),
            "vm_memory_high_watermark.absolute = 512MB",
            "disk_free_limit.absolute = 50MB",
            "log.console = true",
            "log.file = false",
            $"load_definitions = {In("conf/definitions.json")}",
            "",
        ]), settings.Account);
    }

    private Dictionary<string, string> BrokerEnvironment() => new()
    {
        ["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        ["LANG"] = "C.UTF-8",
        ["LC_ALL"] = "C.UTF-8",
        ["HOME"] = In("home"),
        // The same at every start: it is part of the path of the data. @localhost needs no name resolution.
        ["RABBITMQ_NODENAME"] = "passinstance@localhost",
        ["RABBITMQ_DIST_PORT"] = _distributionPort.ToString(),
        ["ERL_EPMD_PORT"] = _portMapperPort.ToString(),
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_MNESIA_BASE"] = In("mnesia"),
        ["RABBITMQ_LOG_BASE"] = In("log"),
        ["RABBITMQ_CONFIG_FILE"] = In("conf/rabbitmq.conf"),
        ["RABBITMQ_CONF_ENV_FILE"] = In("conf/rabbitmq-env.conf"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = In("conf/enabled_plugins"),
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}",
        // The start script then execs the broker, so that our child process is the broker.
        ["RUNNING_UNDER_SYSTEMD"] = "true",
    };

    private async Task StartPortMapperAsync(CancellationToken cancellationToken)
    {
        if (_portMapper is { HasExited: false })
            return;
        // Started here, in the foreground: otherwise the broker starts a daemon that outlives it.
        _portMapper = await ChildProcess.StartAsync(
            new(installation.PortMapper, "-port", _portMapperPort.ToString(), "-address", "127.0.0.1")
            {
                RunAs = settings.Account,
                Environment = new Dictionary<string, string> { ["HOME"] = In("home") },
            }, log);
        await WaitForAsync("Its port mapper", _portMapper, static async (port, token) =>
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync("127.0.0.1", port, token);
            return true;
        }, _portMapperPort, cancellationToken);
    }

    private Task WaitUntilReadyAsync(ChildProcess broker, CancellationToken cancellationToken) =>
        WaitForAsync("RabbitMQ", broker, GreetsAsync, Port, cancellationToken);

    private static async Task<bool> GreetsAsync(int port, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port, cancellationToken);
        await client.GetStream().WriteAsync(ProtocolHeader, cancellationToken);
        var answer = new byte[1];
        return await client.GetStream().ReadAsync(answer, cancellationToken) == 1 && answer[0] == 1;
    }

    private async Task WaitForAsync(
        string what, ChildProcess process, Func<int, CancellationToken, Task<bool>> answers, int port, CancellationToken cancellationToken)
    {
        var deadline = DateTime.UtcNow + StartDeadline;
        while (true)
        {
            using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            attempt.CancelAfter(TimeSpan.FromSeconds(5));
            try
            {
                if (await answers(port, attempt.Token))
                    return;
            }
            catch (Exception exception) when (exception is SocketException or IOException
                || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                // Not listening yet; the deadline below decides.
            }

            if (process.HasExited || DateTime.UtcNow > deadline)
            {
                var state = process.HasExited
                    ? $"ended with {await process.Exited}" : $"did not respond within {StartDeadline.TotalSeconds:0} s";
                await process.KillAsync();
                throw new LocalSetupException($"{what} {state}. The last lines:\n{string.Join('\n', log.LastLines(15))}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
        }
    }
}
