using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Passinstance.LocalServers;

namespace Passinstance.Testing.Servers;

/// <summary>
/// One real PostgreSQL and one real RabbitMQ, shared by all test processes of a run (and by a run that follows within 15 s). Each starts
/// when the first test asks for it. With PASSINSTANCE_POSTGRES or PASSINSTANCE_RABBITMQ set, those servers are used instead.
/// A test gets a database or a virtual host of its own, so nothing is shared between tests; stopping a server is for
/// <see cref="PrivatePostgres"/> and <see cref="PrivateBroker"/>.
/// </summary>
public sealed class TestServers : IDisposable
{
    private static readonly Lazy<TestServers> Shared = new(() => new());
    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(10);

    private readonly HttpClient _http = new();
    private readonly List<IDisposable> _heldOpen = [];
    private readonly Lazy<Task<HostAnswer>> _postgres;
    private readonly Lazy<Task<HostAnswer>> _rabbitMq;

    private TestServers()
    {
        _postgres = new(() => Given("PASSINSTANCE_POSTGRES") is { } given
            ? Task.FromResult(new HostAnswer(given, null, null)) : AskHostAsync("postgres"));
        _rabbitMq = new(() => Given("PASSINSTANCE_RABBITMQ") is { } given ? Task.FromResult(GivenBroker(given)) : AskHostAsync("rabbitmq"));
    }

    /// <summary>The servers of this run. Cheap: nothing starts until a database or a virtual host is asked for.</summary>
    public static Task<TestServers> GetAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Shared.Value);
    }

    /// <summary>Creates an empty database owned by a new role and returns the role's connection string.</summary>
    /// <param name="name">Start of the name, to recognize it on the server; a random suffix follows.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task<string> CreateDatabaseAsync(string name, CancellationToken cancellationToken = default)
    {
        var server = await _postgres.Value.WaitAsync(cancellationToken);
        return await TestDatabase.CreateAsync(server.ConnectionString!, name, cancellationToken);
    }

    /// <summary>Connection string of the server's administrator, for programs that create their own databases.</summary>
    public async Task<string> GetPostgresAdministratorAsync(CancellationToken cancellationToken = default) =>
        (await _postgres.Value.WaitAsync(cancellationToken)).ConnectionString!;

    /// <summary>Creates an empty virtual host and returns its AMQP address, user and password included.</summary>
    public async Task<string> CreateVirtualHostAsync(CancellationToken cancellationToken = default)
    {
        var broker = await _rabbitMq.Value.WaitAsync(cancellationToken);
        var address = new Uri(broker.ConnectionString!);
        var name = $"test-{ServerFactory.NewSuffix()}";
        var user = Uri.UnescapeDataString(address.UserInfo.Split(':')[0]);
        using var created = await CallAsync(broker, HttpMethod.Put, $"api/vhosts/{name}", null, cancellationToken);
        using var permitted = await CallAsync(broker, HttpMethod.Put, $"api/permissions/{name}/{Uri.EscapeDataString(user)}",
            new { configure = ".*", write = ".*", read = ".*" }, cancellationToken);
        return new UriBuilder(address) { Path = name }.Uri.AbsoluteUri;
    }

    /// <summary>
    /// The queues of a virtual host of <see cref="CreateVirtualHostAsync"/>. Names and types are current; counts lag up to 5 s.
    /// </summary>
    public async Task<IReadOnlyList<QueueState>> GetQueuesAsync(string virtualHostUrl, CancellationToken cancellationToken = default)
    {
        var broker = await _rabbitMq.Value.WaitAsync(cancellationToken);
        var name = new Uri(virtualHostUrl).AbsolutePath.TrimStart('/');
        using var response = await CallAsync(broker, HttpMethod.Get, $"api/queues/{name}", null, cancellationToken);
        return await QueueState.ReadAllAsync(response, cancellationToken);
    }

    /// <summary>The queues of a virtual host in which a message has one of <paramref name="texts"/>. All messages are put back.</summary>
    public async Task<IReadOnlyList<string>> FindInQueuesAsync(
        string virtualHostUrl, IReadOnlyCollection<string> texts, CancellationToken cancellationToken = default)
    {
        var broker = await _rabbitMq.Value.WaitAsync(cancellationToken);
        var host = new Uri(virtualHostUrl).AbsolutePath.TrimStart('/');
        var found = new List<string>();
        foreach (var queue in await GetQueuesAsync(virtualHostUrl, cancellationToken))
        {
            using var response = await CallAsync(
                broker, HttpMethod.Post, $"api/queues/{host}/{Uri.EscapeDataString(queue.Name)}/get",
                new { count = 1000, ackmode = "ack_requeue_true", encoding = "auto" }, cancellationToken);
            var messages = await response.Content.ReadAsStringAsync(cancellationToken);
            if (texts.Any(text => messages.Contains(text, StringComparison.Ordinal)))
                found.Add($"queue {queue.Name}");
        }

        return found;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        foreach (var connection in _heldOpen)
            connection.Dispose();
    }

    private static string? Given(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;

    private static HostAnswer GivenBroker(string url)
    {
        var address = new Uri(url);
        var management = Given("PASSINSTANCE_RABBITMQ_MANAGEMENT") ?? $"http://{address.UserInfo}@{address.Host}:15672/";
        return new(url, new(management), null);
    }

    private async Task<HttpResponseMessage> CallAsync(
        HostAnswer broker, HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        var management = broker.ManagementUrl!;
        using var request = new HttpRequestMessage(method, new Uri(management, path));
        request.Headers.Authorization =
            new("Basic", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Uri.UnescapeDataString(management.UserInfo))));
        if (body is not null)
            request.Content = JsonContent.Create(body);
        try
        {
            var response = await _http.SendAsync(request, cancellationToken);
            response.EnsureSuccessStatusCode();
            return response;
        }
        catch (HttpRequestException exception)
        {
            throw new InvalidOperationException(
                $"RabbitMQ's management API at {management.Host}:{management.Port} did not serve {method} {path}: {exception.Message} "
                + "With PASSINSTANCE_RABBITMQ set, its management plugin has to be on (its address: PASSINSTANCE_RABBITMQ_MANAGEMENT).",
                    exception);
        }
    }

    private async Task<HostAnswer> AskHostAsync(string server)
    {
        var watch = Stopwatch.StartNew();
        for (var starts = 0; watch.Elapsed < StartDeadline;)
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(TestServersHost.Address);
                var connection = new NetworkStream(socket, ownsSocket: true);
                await connection.WriteAsync(System.Text.Encoding.UTF8.GetBytes(server + "\n"));
                var line = await new StreamReader(connection).ReadLineAsync();
                if (line is not null && JsonSerializer.Deserialize<HostAnswer>(line) is { } answer)
                {
                    // Never closed: it shows the host that this process is still testing.
                    lock (_heldOpen)
                        _heldOpen.Add(connection);
                    return answer.Error is null ? answer : throw new InvalidOperationException(answer.Error);
                }

                await connection.DisposeAsync();
            }
            catch (Exception exception) when (exception is SocketException or IOException)
            {
                socket.Dispose();
                // There is no host yet. Several test processes may start one at once: one binds the address, the others exit.
                if (starts++ > 20)
                    throw new InvalidOperationException($"The host process of the test servers did not start; see {HostLog}.",
                        exception);
                StartHost();
                await WaitForHostAsync();
            }
        }

        throw new TimeoutException($"The test servers did not start within {StartDeadline.TotalMinutes:0} min; see {HostLog}.");
    }

    private static string HostLog => Path.Combine(ServerFactory.Folder, "host.log");

    private static void StartHost()
    {
        Directory.CreateDirectory(ServerFactory.Folder);
        // A session of its own and no inherited pipe: it has to survive this process, and `dotnet test` waits until every pipe is closed.
        using var process = Process.Start(new ProcessStartInfo("sh")
        {
            ArgumentList = { "-c", "log=$1; shift; exec setsid \"$@\" </dev/null >>\"$log\" 2>&1 &", "sh", HostLog, Repository.DotNet,
                Repository.Program("Passinstance.Testing") },
            WorkingDirectory = "/",
        }) ?? throw new InvalidOperationException("sh did not start.");
        process.WaitForExit();
    }

    private static async Task WaitForHostAsync()
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < TimeSpan.FromSeconds(10))
        {
            using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await probe.ConnectAsync(TestServersHost.Address);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50));
            }
        }
    }
}
