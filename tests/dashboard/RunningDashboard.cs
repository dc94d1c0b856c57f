using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Playwright;
using Passinstance.Client;
using Passinstance.Local.State;
using Passinstance.LocalServers;
using Passinstance.LocalServers.Processes;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.Simulators.Google;
using Passinstance.Testing;
using Passinstance.Testing.Servers;
using Passinstance.Testing.Services;

[assembly: AssemblyFixture(typeof(Passinstance.Dashboard.Tests.RunningDashboard))]

namespace Passinstance.Dashboard.Tests;

/// <summary>
/// The whole system as the launcher runs it, with a dashboard in front of which <see cref="SignInServer"/> plays the gateway's sign-in, and
/// one browser. Started once for all tests.
/// </summary>
public sealed class RunningDashboard : IAsyncLifetime
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(6);
    private readonly string _folder = Directory.CreateTempSubdirectory("passinstance-dashboard-test-").FullName;
    private readonly SemaphoreSlim _starting = new(1, 1);
    private ChildProcess? _launcher;
    private ChildProcess? _dashboard;
    private SignInServer? _signIn;
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private RunFile? _run;

    /// <summary>The address that people open.</summary>
    internal Uri Url => _signIn!.Url;

    internal SignInServer SignIn => _signIn!;

    internal RunFile Run => _run!;

    internal ProcessLog Log { get; } = new();

    /// <summary>Plays Google, which is asked about every issuer that is uploaded.</summary>
    internal GoogleSimulator Google { get; private set; } = null!;

    /// <summary>The API, as the person who is signed in by default uses it.</summary>
    internal PassinstanceClient Api { get; private set; } = null!;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>A browser of its own, as on another machine.</summary>
    /// <param name="width">The window's, in pixels.</param>
    /// <param name="theme">The preferred one: light or dark.</param>
    /// <param name="locale">The preferred one.</param>
    /// <param name="at">What addresses are relative to; the dashboard's when null.</param>
    /// <param name="organization">Where the person signs in; the launcher's when null.</param>
    internal async Task<IBrowserContext> NewBrowserAsync(
        int width = 1440, string theme = "light", string? locale = null, Uri? at = null, NewOrganization? organization = null)
    {
        await StartedAsync();
        var browser = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = (at ?? Url).ToString(),
            ViewportSize = new ViewportSize { Width = width, Height = width < 600 ? 780 : 900 },
            ColorScheme = theme == "dark" ? ColorScheme.Dark : ColorScheme.Light,
            Locale = locale ?? "en-US",
            ReducedMotion = ReducedMotion.Reduce,
        });
        if (organization is not null)
        {
            await browser.AddCookiesAsync([
                new() { Name = SignInServer.OrganizationCookie, Value = organization.Id, Url = Url.ToString() }]);
        }

        return browser;
    }

    /// <summary>The address of the gateway, whose sign-in is the real one.</summary>
    internal async Task<string> GatewayAsync()
    {
        await StartedAsync();
        return Run.GatewayUrl;
    }

    /// <summary>Runs an administration command as an operator does, inside the running gateway's environment.</summary>
    internal async Task<JsonElement> AdministerAsync(params string[] arguments)
    {
        await StartedAsync();
        return await Administration.RunAsync(Run.Processes.Single(process => process.Name == "gateway").Pid, arguments);
    }

    /// <summary>An organization without anything.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="tokenSeconds">Seconds for which access tokens of people who sign in there are valid.</param>
    internal async Task<NewOrganization> NewOrganizationAsync(string name, int tokenSeconds = 300)
    {
        var id = (await AdministerAsync("create-organization", "--name", name)).GetProperty("organizationId").GetString()!;
        var key = (await AdministerAsync(
            "create-key", "--organization", id, "--name", "Dashboard test", "--scopes", string.Join(',', Scopes.All)))
            .GetProperty("apiKey").GetString()!;
        SignIn.Add(new SignedInOrganization(id, name, key, tokenSeconds));
        return new NewOrganization(id, PassinstanceClient.Create(new Uri(Run.GatewayUrl + "/api/v1"), key));
    }

    internal async Task StartedAsync()
    {
        await _starting.WaitAsync();
        try
        {
            if (_browser is not null)
                return;
            await StartSystemAsync();
            await StartDashboardAsync();
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.ConnectOverCDPAsync(await SharedBrowser.EndpointAsync());
        }
        finally
        {
            _starting.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.CloseAsync();
        _playwright?.Dispose();
        foreach (var process in (ChildProcess?[])[_dashboard, _launcher])
        {
            if (process is not null)
                await process.StopAsync(PosixCalls.Terminate, TimeSpan.FromSeconds(30));
        }

        if (_signIn is not null)
            await _signIn.DisposeAsync();
        if (Google is not null)
            await Google.DisposeAsync();
        Api?.Dispose();
        _starting.Dispose();
        Log.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartSystemAsync()
    {
        var servers = await TestServers.GetAsync();
        Google = await GoogleSimulator.StartAsync();
        var runFile = Path.Combine(_folder, "run.json");
        var log = new ProcessLog(Path.Combine(_folder, "launcher.log"));
        _launcher = await ChildProcess.StartAsync(
            new ChildCommand(Repository.DotNet, [Repository.Program("Passinstance.Local"), "--port", "0", "--run-file", runFile,
                "--ephemeral", "--no-dashboard", "--configuration", Repository.Configuration])
            {
                Environment = new Dictionary<string, string>
                {
                    ["PASSINSTANCE_FOLDER"] = Path.Combine(_folder, "local"),
                    ["PASSINSTANCE_POSTGRES"] = await servers.GetPostgresAdministratorAsync(),
                    ["PASSINSTANCE_GOOGLE"] = Google.Url.ToString(),
                    ["PASSINSTANCE_RABBITMQ"] = await servers.CreateVirtualHostAsync(),
                },
            }, log);
        await Eventually.TrueAsync(() => File.Exists(runFile) || _launcher.HasExited, StartDeadline, "the launcher wrote its run file");
        if (!File.Exists(runFile))
            throw new InvalidOperationException($"The launcher ended:\n{string.Join('\n', log.LastLines(60))}");
        _run = RunFile.Load(runFile);
        Api = PassinstanceClient.Create(new Uri(_run.GatewayUrl + "/api/v1"), _run.ApiKey);
    }

    private async Task StartDashboardAsync()
    {
        var address = $"http://127.0.0.1:{LoopbackPort.Free()}";
        _signIn = await SignInServer.StartAsync(new Uri(_run!.GatewayUrl), new Uri(address), _run.ApiKey, _run.OrganizationId);
        _dashboard = await ChildProcess.StartAsync(
            new ChildCommand(Repository.DotNet, [Repository.Program("Passinstance.Dashboard")])
            {
                WorkingDirectory = Path.GetDirectoryName(Repository.Program("Passinstance.Dashboard"))!,
                Environment = new Dictionary<string, string>
                {
                    ["ASPNETCORE_URLS"] = address,
                    ["Deployment__Environment"] = "local",
                    ["Deployment__PublicUrl"] = _signIn.Url.ToString().TrimEnd('/'),
                    ["Services__Gateway"] = _signIn.Url.ToString().TrimEnd('/'),
                    ["Encryption__CurrentKey"] = "k1",
                    ["Encryption__Keys__k1"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
                    ["Logging__Format"] = "text",
                },
            }, Log);
        using var http = new HttpClient { BaseAddress = new Uri(address) };
        http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        await Eventually.TrueAsync(async cancellationToken =>
        {
            try
            {
                using var response = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellationToken);
                return response.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return _dashboard.HasExited
                    ? throw new InvalidOperationException($"The dashboard ended:\n{string.Join('\n', Log.LastLines(40))}") : false;
            }
        }, StartDeadline, "the dashboard is ready");
    }
}

/// <summary>An organization of one test.</summary>
internal sealed class NewOrganization(string id, PassinstanceClient api) : IDisposable
{
    internal string Id { get; } = id;

    /// <summary>The API with its key.</summary>
    internal PassinstanceClient Api { get; } = api;

    public void Dispose() => Api.Dispose();
}
