using System.Security.Cryptography;
using System.Text.Json;
using Npgsql;
using Passinstance.Benchmarks.Gateway;
using Passinstance.Simulators.Apns;
using Passinstance.Simulators.Phone;
using Passinstance.Testing.Servers;
using Passinstance.Testing.Services;

namespace Passinstance.Benchmarks.Updates;

/// <summary>Gateway, template, pass and notification as processes of their own, with a simulated push service in this one.</summary>
internal sealed class UpdateSystem : IAsyncDisposable
{
    internal const string PassType = "pass.test.updates";
    private readonly Dictionary<string, ChildServer> _processes = [];

    private UpdateSystem(ApnsSimulator apns) => Apns = apns;

    public ApnsSimulator Apns { get; }

    public ChildServer Gateway { get; private set; } = null!;

    /// <summary>The programs by name.</summary>
    public IReadOnlyDictionary<string, ChildServer> Processes => _processes;

    public NpgsqlDataSource Passes { get; private set; } = null!;

    public NpgsqlDataSource Notifications { get; private set; } = null!;

    public HttpClient Api { get; private set; } = null!;

    public Guid OrganizationId { get; private set; }

    /// <summary>As it stands in the addresses of Apple's web service.</summary>
    public string Organization { get; private set; } = "";

    public static async Task<UpdateSystem> StartAsync(CancellationToken stop)
    {
        var system = new UpdateSystem(await ApnsSimulator.StartAsync(cancellationToken: stop));
        TestServers servers = await TestServers.GetAsync(stop);
        TestDeployment deployment = await TestDeployment.CreateAsync(cancellationToken: stop);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var common = new Dictionary<string, string>
        {
            ["ConnectionStrings__RabbitMq"] = deployment.RabbitMq,
            ["Deployment__Environment"] = "local",
            ["Deployment__PublicUrl"] = "http://wallet.test",
            ["InternalIdentity__PublicKeys__0"] = key.ExportSubjectPublicKeyInfoPem(),
            ["Encryption__CurrentKey"] = "k1",
            ["Encryption__Keys__k1"] = deployment.EncryptionKey,
            ["EventEncryption__CurrentKey"] = "k1",
            ["EventEncryption__Keys__k1"] = deployment.EncryptionKey,
            ["ServiceCalls__CurrentKey"] = "k1",
            ["ServiceCalls__Keys__k1"] = deployment.EncryptionKey,
            ["Outbound__AllowedNetworks__0"] = "127.0.0.0/8",
            // Many devices register for one pass.
            ["Quotas__DevicesPerPass"] = "1000000",
            ["Apns__Url"] = system.Apns.Url.ToString(),
            ["Apns__TrustedRoot"] = system.Apns.RootCertificate,
            ["Logging__LogLevel__Default"] = "Warning",
        };
        async Task<ChildServer> RunAsync(string project, string postgres, Dictionary<string, string> more)
        {
            var environment = new Dictionary<string, string>(common) { ["ConnectionStrings__Postgres"] = postgres };
            foreach (var (name, value) in more)
                environment[name] = value;
            await ChildServer.RunAsync([Program(project), "--migrate"], environment, stop);
            ChildServer server = await ChildServer.StartAsync([Program(project)], environment, "/health/live", stop);
            system._processes.Add(project["Passinstance.".Length..], server);
            return server;
        }

        string passes = await servers.CreateDatabaseAsync("updates_pass", stop);
        string notifications = await servers.CreateDatabaseAsync("updates_notification", stop);
        string gateway = await servers.CreateDatabaseAsync("updates_gateway", stop);
        ChildServer template = await RunAsync("Passinstance.Templates", await servers.CreateDatabaseAsync("updates_template", stop), []);
        common["Services__Template"] = template.Url;
        common["Services__Notification"] = "http://127.0.0.1:9";
        ChildServer pass = await RunAsync("Passinstance.Passes", passes, []);
        ChildServer notification = await RunAsync("Passinstance.Notifications", notifications, []);
        var gates = new Dictionary<string, string>
        {
            ["InternalIdentity__PrivateKey"] = key.ExportPkcs8PrivateKeyPem(),
            ["ApiKeys__Pepper"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
            // Counted for each request, and above what the load can reach.
            ["RateLimits__Factor"] = "10000",
        };
        foreach (var (service, url) in new[] { ("template", template.Url), ("pass", pass.Url), ("webhook-dispatch", pass.Url),
            ("notification", notification.Url) })
            gates[$"ReverseProxy__Clusters__{service}__Destinations__primary__Address"] = url;
        system.Gateway = await RunAsync("Passinstance.Gateway", gateway, gates);
        system.Passes = NpgsqlDataSource.Create(passes);
        system.Notifications = NpgsqlDataSource.Create(notifications);
        foreach (var (name, value) in gates)
            common[name] = value;
        common["ConnectionStrings__Postgres"] = gateway;
        await system.MakeOrganizationAsync(common, stop);
        return system;
    }

    /// <summary>Issues a pass and returns its id and its authentication token.</summary>
    public async Task<(string Id, string Token)> IssueAsync(string templateId, string serialNumber, bool download, CancellationToken stop)
    {
        JsonElement pass = await Api.CreateAsync("/api/v1/passes",
            new { templateId, serialNumber, fields = new { tier = new { label = "Tier", value = "Gold" } } }, stop);
        if (!download)
            return (pass.Text("id"), "");
        byte[] file = await Api.GetByteArrayAsync(new Uri($"{Gateway.Url}/api/v1/passes/{pass.Text("id")}/download"), stop);
        using HttpClient anonymous = new();
        string root = await anonymous.GetStringAsync(new Uri($"{Gateway.Url}/wallet/apple/development-root.pem"), stop);
        Apns.Trust(root);
        var roots = new System.Security.Cryptography.X509Certificates.X509Certificate2Collection();
        roots.ImportFromPem(root);
        return (pass.Text("id"), PassFile.Read(file, roots).AuthenticationToken);
    }

    public async Task<string> CreateTemplateAsync(CancellationToken stop) => (await Api.CreateAsync("/api/v1/templates", new
    {
        name = "Updates",
        description = "Measured",
        passType = "storeCard",
        organizationName = "Passinstance",
        teamIdentifier = "A1B2C3D4E5",
        passTypeIdentifier = PassType,
    }, stop)).Text("id");

    public static async Task ExecuteAsync(NpgsqlDataSource database, string sql, CancellationToken stop, params object[] values)
    {
        await using NpgsqlCommand command = database.CreateCommand(sql);
        command.CommandTimeout = 1800;
        foreach (object value in values)
            command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(stop);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ChildServer process in _processes.Values)
            process.Dispose();
        Api?.Dispose();
        if (Passes is not null)
            await Passes.DisposeAsync();
        if (Notifications is not null)
            await Notifications.DisposeAsync();
        await Apns.DisposeAsync();
    }

    private async Task MakeOrganizationAsync(Dictionary<string, string> environment, CancellationToken stop)
    {
        async Task<string> AdministerAsync(string member, params string[] command)
        {
            string output = await ChildServer.RunAsync([Program("Passinstance.Gateway"), "admin", .. command], environment, stop);
            using JsonDocument answer = JsonDocument.Parse(output.Trim().Split('\n')[^1]);
            return answer.RootElement.GetProperty(member).GetString()!;
        }

        Organization = await AdministerAsync("organizationId", "create-organization", "--name", "Updates");
        _ = Passinstance.ServiceDefaults.Ids.TypeId.TryParse("org", Organization, out Guid id);
        OrganizationId = id;
        Api = new HttpClient { BaseAddress = new Uri(Gateway.Url) };
        Api.DefaultRequestHeaders.Add("X-API-Key",
            await AdministerAsync("apiKey", "create-key", "--organization", Organization, "--name", "updates"));
    }

    private static string Program(string project)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(here.Parent!.Parent!.FullName, project, here.Name, project + ".dll");
    }
}
