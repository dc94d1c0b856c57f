using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.Gateway.Administration;
using Passinstance.ServiceDefaults.Hosting;

namespace Passinstance.Gateway.Tests.Fixtures;

/// <summary>
/// The real gateway on a loopback port, with one backend for all services. As a class fixture it has the default settings and the
/// shared database; a test that needs other settings starts its own with <see cref="StartAsync"/>.
/// </summary>
public sealed class GatewayFixture : IAsyncLifetime
{
    private WebApplication _app = null!;
    private bool _ownsBackend;

    internal Deployment Deployment { get; private set; } = null!;
    internal Backend Backend { get; private set; } = null!;
    internal HttpClient Client { get; private set; } = null!;
    internal IServiceProvider Services => _app.Services;
    internal int Port => Client.BaseAddress!.Port;

    public async ValueTask InitializeAsync() => await InitializeAsync([], deployment: null, backend: null, time: null, configure: null);

    /// <param name="settings">Settings that differ from the defaults.</param>
    /// <param name="deployment">What it shares with other gateways. Default: the shared database.</param>
    /// <param name="backend">The backend of another gateway. Default: one of its own.</param>
    /// <param name="time">The clock. Default: the system's.</param>
    /// <param name="configure">Further changes before the host is built.</param>
    internal static async Task<GatewayFixture> StartAsync(
        Dictionary<string, string?>? settings = null, Deployment? deployment = null, Backend? backend = null, TimeProvider? time = null,
        Action<WebApplicationBuilder>? configure = null)
    {
        var gateway = new GatewayFixture();
        await gateway.InitializeAsync(settings ?? [], deployment, backend, time, configure);
        return gateway;
    }

    /// <summary>The fixture as a new test finds it: nothing has arrived at the backend, which responds 200.</summary>
    internal GatewayFixture Reset()
    {
        Backend.Reset();
        return this;
    }

    /// <summary>Runs an administration command as a shell would, in this process, and returns its JSON.</summary>
    internal async Task<JsonElement> AdministerAsync(params string[] arguments)
    {
        var (code, output, errors) = await RunAdministrationAsync(arguments, jsonByDefault: true);
        Assert.True(code == 0, errors);
        return JsonElement.Parse(output);
    }

    internal async Task<(int Code, string Output, string Errors)> RunAdministrationAsync(string[] arguments, bool jsonByDefault)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var command = AdministrationCommand.Create(() => Services.CreateAsyncScope(), jsonByDefault);
        var code = await HostCommand.InvokeAsync(command, arguments, output, errors);
        return (code, output.ToString(), errors.ToString());
    }

    internal async Task<string> CreateOrganizationAsync() =>
        (await AdministerAsync("create-organization", "--name", "Acme")).GetProperty("organizationId").GetString()!;

    internal async Task<TestKey> CreateKeyAsync(string? organization = null, params string[] options)
    {
        organization ??= await CreateOrganizationAsync();
        var created = await AdministerAsync(["create-key", "--organization", organization, "--name", "test", .. options]);
        return new TestKey(organization, created.GetProperty("apiKeyId").GetString()!, created.GetProperty("apiKey").GetString()!);
    }

    internal async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? apiKey = null, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (apiKey is not null)
            request.Headers.Add("X-API-Key", apiKey);

        foreach (var (name, value) in headers)
            Assert.True(request.Headers.TryAddWithoutValidation(name, value), name);

        return await Client.SendAsync(request);
    }

    internal Task<HttpResponseMessage> GetAsync(string path, string? apiKey = null, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, apiKey, content: null, headers);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (_ownsBackend)
            await Backend.DisposeAsync();
    }

    private async Task InitializeAsync(
        Dictionary<string, string?> settings, Deployment? deployment, Backend? backend, TimeProvider? time,
        Action<WebApplicationBuilder>? configure)
    {
        Deployment = deployment ?? await Deployment.SharedAsync();
        _ownsBackend = backend is null;
        Backend = backend ?? await Backend.StartAsync(Deployment.PublicKey, time);
        _app = GatewayHost.Build([], builder =>
        {
            Configure(builder, settings);
            if (time is not null)
                builder.Services.AddSingleton(time);

            configure?.Invoke(builder);
        });
        await _app.StartAsync();
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            // With a port for Prometheus there are two.
            BaseAddress = new Uri(_app.Urls.First()),
        };
    }

    private void Configure(WebApplicationBuilder builder, Dictionary<string, string?> settings)
    {
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var configuration = new Dictionary<string, string?>
        {
            ["ConnectionStrings:Postgres"] = Deployment.Postgres,
            ["ApiKeys:Pepper"] = Deployment.Pepper,
            ["Encryption:CurrentKey"] = "k1",
            ["Encryption:Keys:k1"] = Deployment.Pepper,
            ["InternalIdentity:PrivateKey"] = Deployment.PrivateKey,
            ["Logging:Console:LogLevel:Default"] = "None",
            ["Deployment:Environment"] = "local",
            ["Deployment:PublicUrl"] = "http://127.0.0.1:8080",
        };
        foreach (var service in (string[])["template", "pass", "webhook-dispatch", "notification", "dashboard"])
            configuration[$"ReverseProxy:Clusters:{service}:Destinations:primary:Address"] = Backend.Url;

        foreach (var (name, value) in settings)
            configuration[name] = value;

        builder.Configuration.AddInMemoryCollection(configuration);
    }
}

internal sealed record TestKey(string OrganizationId, string Id, string Text);
