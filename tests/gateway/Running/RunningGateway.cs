using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.Gateway.Administration;
using Passinstance.Gateway.Persistence;
using Passinstance.Testing.Servers;

namespace Passinstance.Gateway.Tests.Running;

/// <summary>The real gateway on a loopback port, with a database of its own and one backend for all four services.</summary>
internal sealed class RunningGateway : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly bool _ownsBackend;

    private RunningGateway(WebApplication app, Deployment deployment, Backend backend, bool ownsBackend)
    {
        _app = app;
        Deployment = deployment;
        Backend = backend;
        _ownsBackend = ownsBackend;
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public Deployment Deployment { get; }
    public Backend Backend { get; }
    public HttpClient Client { get; }
    public IServiceProvider Services => _app.Services;
    public int Port => Client.BaseAddress!.Port;

    public static async Task<RunningGateway> StartAsync(Dictionary<string, string?>? settings = null, Deployment? deployment = null, Backend? backend = null, TimeProvider? time = null)
    {
        deployment ??= await Deployment.CreateAsync();
        var ownsBackend = backend is null;
        backend ??= await Backend.StartAsync(deployment.PublicKey, time);
        var app = GatewayApplication.Build([], builder =>
        {
            Configure(builder, deployment, backend, settings ?? []);
            if (time is not null)
                builder.Services.AddSingleton(time);
        });
        await app.StartAsync();
        return new RunningGateway(app, deployment, backend, ownsBackend);
    }

    /// <summary>Runs an administration command as a shell would, in this process, and returns its JSON.</summary>
    public async Task<JsonElement> AdministerAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await AdministrationCommand.RunAsync(arguments, Services, output, errors, CancellationToken.None);
        Assert.True(code == 0, errors.ToString());
        return JsonDocument.Parse(output.ToString()).RootElement;
    }

    public async Task<string> CreateOrganizationAsync() =>
        (await AdministerAsync("create-organization", "--name", "Acme")).GetProperty("organizationId").GetString()!;

    public async Task<TestKey> CreateKeyAsync(string? organization = null, params string[] options)
    {
        organization ??= await CreateOrganizationAsync();
        var created = await AdministerAsync(["create-key", "--organization", organization, "--name", "test", .. options]);
        return new TestKey(organization, created.GetProperty("apiKeyId").GetString()!, created.GetProperty("apiKey").GetString()!);
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? apiKey = null, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (apiKey is not null)
            request.Headers.Add("X-API-Key", apiKey);
        foreach (var (name, value) in headers)
            Assert.True(request.Headers.TryAddWithoutValidation(name, value), name);
        return await Client.SendAsync(request);
    }

    public Task<HttpResponseMessage> GetAsync(string path, string? apiKey = null, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, apiKey, content: null, headers);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (_ownsBackend)
            await Backend.DisposeAsync();
    }

    private static void Configure(WebApplicationBuilder builder, Deployment deployment, Backend backend, Dictionary<string, string?> settings)
    {
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var configuration = new Dictionary<string, string?>
        {
            ["ConnectionStrings:Postgres"] = deployment.Postgres,
            ["ApiKeys:Pepper"] = deployment.Pepper,
            ["Encryption:CurrentKey"] = "k1",
            ["Encryption:Keys:k1"] = deployment.Pepper,
            ["InternalIdentity:PrivateKey"] = deployment.PrivateKey,
            ["Logging:LogLevel:Default"] = "None",
            ["Deployment:Environment"] = "local",
            ["Deployment:PublicUrl"] = "http://127.0.0.1:8080",
        };
        foreach (var service in (string[])["template", "pass", "webhook-dispatch", "notification"])
            configuration[$"ReverseProxy:Clusters:{service}:Destinations:primary:Address"] = backend.Url;
        foreach (var category in builder.Configuration.GetSection("Logging:LogLevel").GetChildren())
            configuration[category.Path] = "None";
        foreach (var (name, value) in settings)
            configuration[name] = value;
        builder.Configuration.AddInMemoryCollection(configuration);
    }
}

/// <summary>What several gateways of one deployment share: the database, the pepper and the key pair.</summary>
internal sealed record Deployment(string Postgres, string Pepper, string PrivateKey, string PublicKey)
{
    public static async Task<Deployment> CreateAsync()
    {
        var servers = await TestServers.GetAsync();
        return await CreateAsync(await servers.CreateDatabaseAsync("gateway"));
    }

    public static async Task<Deployment> CreateAsync(string postgres)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var database = new GatewayDbContext(new DbContextOptionsBuilder<GatewayDbContext>().UseNpgsql(postgres).Options);
        await database.Database.MigrateAsync();
        return new Deployment(
            postgres, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)), key.ExportPkcs8PrivateKeyPem(), key.ExportSubjectPublicKeyInfoPem());
    }
}

internal sealed record TestKey(string OrganizationId, string Id, string Text);
