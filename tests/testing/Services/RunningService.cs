using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Passinstance.Testing.Servers;

namespace Passinstance.Testing.Services;

/// <summary>A real service on a loopback port, with a database of its own, migrated by the service's <c>--migrate</c> step.</summary>
public sealed class RunningService : IAsyncDisposable
{
    private readonly List<HttpClient> _clients = [];

    private RunningService(WebApplication app, TestDeployment deployment, string postgres)
    {
        App = app;
        Deployment = deployment;
        Postgres = postgres;
        Database = NpgsqlDataSource.Create(postgres);
    }

    /// <summary>The running host, for its registered services.</summary>
    public WebApplication App { get; }

    /// <summary>The keys and the broker it shares with other services of the test.</summary>
    public TestDeployment Deployment { get; }

    /// <summary>Connection string of the service's database.</summary>
    public string Postgres { get; }

    /// <summary>The service's database.</summary>
    public NpgsqlDataSource Database { get; }

    /// <summary>Its address.</summary>
    public Uri Url => new(App.Urls.Single());

    /// <summary>Migrates and starts a service.</summary>
    /// <param name="build">The service's own <c>Build</c>.</param>
    /// <param name="migrate">The service's own <c>--migrate</c>.</param>
    /// <param name="deployment">Its deployment; a new one when null.</param>
    /// <param name="settings">Additional configuration, by key with colons.</param>
    /// <param name="postgres">A database to use instead of a new one.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public static async Task<RunningService> StartAsync(
        Func<string[], Action<WebApplicationBuilder>, WebApplication> build, Func<IServiceProvider, CancellationToken, Task> migrate,
        TestDeployment? deployment = null,
        IReadOnlyDictionary<string, string?>? settings = null, string? postgres = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(build);
        ArgumentNullException.ThrowIfNull(migrate);
        deployment ??= await TestDeployment.CreateAsync(cancellationToken: cancellationToken);
        postgres ??= await (await TestServers.GetAsync(cancellationToken)).CreateDatabaseAsync("service", cancellationToken);
        void Configure(WebApplicationBuilder builder) => builder.Configure(deployment, postgres, settings);

        await using (var migrating = build([], Configure))
            await migrate(migrating.Services, cancellationToken);
        var app = build([], Configure);
        await app.StartAsync(cancellationToken);
        return new RunningService(app, deployment, postgres);
    }

    /// <summary>A client with an internal token, as in the gateway's requests.</summary>
    public HttpClient ClientOf(Guid organizationId, params string[] scopes)
    {
        var client = new HttpClient(new FreshToken(Deployment, organizationId, scopes)) { BaseAddress = Url };
        _clients.Add(client);
        return client;
    }

    /// <summary>A client without a credential.</summary>
    public HttpClient AnonymousClient()
    {
        var client = new HttpClient { BaseAddress = Url };
        _clients.Add(client);
        return client;
    }

    /// <summary>The first column of the first row, for values the API does not show.</summary>
    public async Task<T?> ScalarAsync<T>(string sql, CancellationToken cancellationToken = default)
    {
        await using var command = Database.CreateCommand(sql);
        return (T?)await command.ExecuteScalarAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        await App.DisposeAsync();
        await Database.DisposeAsync();
    }
}

/// <summary>
/// Sends a token that has not expired: the gateway's are valid for a minute, and a test on a busy machine may take longer.
/// </summary>
internal sealed class FreshToken(TestDeployment deployment, Guid organizationId, string[] scopes)
    : DelegatingHandler(new SocketsHttpHandler())
{
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(20);
    private (string Text, long MadeAt)? _token;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (_token is not { } token || TimeProvider.System.GetElapsedTime(token.MadeAt) > Age)
            _token = token = (deployment.Token(organizationId, scopes), TimeProvider.System.GetTimestamp());
        request.Headers.Authorization ??= new AuthenticationHeaderValue("Bearer", token.Text);
        return base.SendAsync(request, cancellationToken);
    }
}

internal static class TestConfiguration
{
    internal static void Configure(this WebApplicationBuilder builder, TestDeployment deployment, string postgres,
        IReadOnlyDictionary<string, string?>? settings)
    {
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        // MassTransit keeps the first host's logger factory in a static field; one that is never disposed allows several hosts in a
        // process.
        builder.Services.Replace(ServiceDescriptor.Singleton<ILoggerFactory>(NullLoggerFactory.Instance));
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Postgres"] = postgres,
            ["ConnectionStrings:RabbitMq"] = deployment.RabbitMq,
            ["Deployment:Environment"] = "local",
            ["Deployment:PublicUrl"] = "http://wallet.test",
            ["InternalIdentity:PublicKeys:0"] = deployment.PublicKey,
            ["Encryption:CurrentKey"] = "k1",
            ["Encryption:Keys:k1"] = deployment.EncryptionKey,
            ["EventEncryption:CurrentKey"] = "k1",
            ["EventEncryption:Keys:k1"] = deployment.EncryptionKey,
            ["ServiceCalls:CurrentKey"] = "k1",
            ["ServiceCalls:Keys:k1"] = deployment.EncryptionKey,
            // A test that needs it starts it.
            ["Services:Notification"] = "http://127.0.0.1:9",
            ["Outbound:AllowedNetworks:0"] = "127.0.0.0/8",
            ["Outbound:AllowHttp"] = "true",
            // A test of what Google answers sets its simulator's addresses.
            ["GoogleWallet:CheckUploads"] = "false",
        });
        builder.Configuration.AddInMemoryCollection(settings ?? new Dictionary<string, string?>());
    }
}
