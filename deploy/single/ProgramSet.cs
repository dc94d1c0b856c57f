using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.FileProviders;
using Passinstance.Dashboard;
using Passinstance.Gateway;
using Passinstance.Gateway.Persistence;
using Passinstance.Messaging.Bus;
using Passinstance.Notifications;
using Passinstance.Notifications.Persistence;
using Passinstance.Passes;
using Passinstance.Passes.Persistence;
using Passinstance.Persistence;
using Passinstance.Templates;
using Passinstance.Templates.Persistence;
using Passinstance.Webhooks;
using Passinstance.Webhooks.Persistence;

namespace Passinstance.Single;

/// <summary>
/// The six programs as hosts of one process, each with its own settings and its own port; only the gateway's is for others. A variable
/// without a prefix is for all of them, one with a program's name before it (<c>PASS__Encryption__CurrentKey</c>) for that program.
/// </summary>
internal sealed class ProgramSet(string[] args) : IAsyncDisposable
{
    private const string GatewayName = "gateway";
    private const string GatewayUrl = "http://127.0.0.1:8080";
    private const string Urls = "ASPNETCORE_URLS";

    // Loopback ports that the programs talk to each other by; nothing else listens in a container.
    private static readonly Dictionary<string, int> Ports = new()
    {
        ["template"] = 8181,
        ["pass"] = 8182,
        ["webhook-dispatch"] = 8183,
        ["notification"] = 8184,
        ["dashboard"] = 8185,
    };

    private static readonly Dictionary<string, Func<string[], Task<int>>> Commands = new(StringComparer.Ordinal)
    {
        [GatewayName] = static args => GatewayCommand.RunAsync(args, builder => Configure(builder, GatewayName)),
        ["template"] = static args => ServiceCommand.RunAsync<TemplatesDbContext>(args, Configured("template", TemplateHost.Build)),
        ["pass"] = static args => ServiceCommand.RunAsync<PassesDbContext>(args, Configured("pass", PassHost.Build)),
        ["webhook-dispatch"] = static args =>
            ServiceCommand.RunAsync<WebhooksDbContext>(args, Configured("webhook-dispatch", WebhookDispatchHost.Build)),
        ["notification"] = static args =>
            ServiceCommand.RunAsync<NotificationsDbContext>(args, Configured("notification", NotificationHost.Build)),
    };

    private readonly List<WebApplication> _programs = [];

    /// <summary>The command line of one program, for example of <c>pass messages list</c>; null when no program has that name.</summary>
    internal static Func<string[], Task<int>>? FindCommand(string name) => Commands.GetValueOrDefault(name);

    /// <summary>Builds all programs, applies their migrations and declares their queues, before anything is published.</summary>
    internal async Task MigrateAsync(CancellationToken cancellationToken)
    {
        var gateway = Add(GatewayName, static (args, configure) => GatewayHost.Build(args, configure));
        var template = Add("template", TemplateHost.Build);
        var pass = Add("pass", PassHost.Build);
        var webhookDispatch = Add("webhook-dispatch", WebhookDispatchHost.Build);
        var notification = Add("notification", NotificationHost.Build);
        await Task.WhenAll(
            gateway.MigrateAsync<GatewayDbContext>(cancellationToken),
            template.MigrateServiceAsync<TemplatesDbContext>(cancellationToken),
            pass.MigrateServiceAsync<PassesDbContext>(cancellationToken),
            webhookDispatch.MigrateServiceAsync<WebhooksDbContext>(cancellationToken),
            notification.MigrateServiceAsync<NotificationsDbContext>(cancellationToken));
    }

    /// <summary>Serves until a signal comes or one of the programs ends; then all end.</summary>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        Add("dashboard", DashboardApplication.Build);
        await Task.WhenAll(_programs.Select(program => program.StartAsync(cancellationToken)));
        await Task.WhenAny(_programs.Select(program => program.WaitForShutdownAsync(cancellationToken)));
        await Task.WhenAll(_programs.Select(program => program.StopAsync(CancellationToken.None)));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var program in _programs)
            await program.DisposeAsync();
    }

    private static Func<string[], Action<WebApplicationBuilder>?, WebApplication> Configured(
        string name, Func<string[], Action<WebApplicationBuilder>?, WebApplication> build) =>
        (args, configure) => build(args, builder =>
        {
            Configure(builder, name);
            configure?.Invoke(builder);
        });

    private IServiceProvider Add(string name, Func<string[], Action<WebApplicationBuilder>?, WebApplication> build)
    {
        var program = Configured(name, build)(args, null);
        _programs.Add(program);
        return program.Services;
    }

    private static void Configure(WebApplicationBuilder builder, string program)
    {
        var configuration = builder.Configuration;
        // The file beside this program is another program's.
        foreach (var file in configuration.Sources.OfType<JsonConfigurationSource>()
            .Where(source => source.Path?.StartsWith("appsettings", StringComparison.Ordinal) == true).ToList())
        {
            configuration.Sources.Remove(file);
        }

        configuration.Sources.Insert(0, new JsonConfigurationSource
        {
            FileProvider = new PhysicalFileProvider(AppContext.BaseDirectory),
            Path = $"programs/{program}.json",
        });
        configuration.AddInMemoryCollection(Defaults(program).Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)));
        configuration.AddEnvironmentVariables($"{program.Replace('-', '_').ToUpperInvariant()}__");
        builder.WebHost.UseUrls(configuration[Urls] ?? "http://0.0.0.0:8080");
    }

    private static IEnumerable<(string Name, string Value)> Defaults(string program)
    {
        string UrlOf(string other) => $"http://127.0.0.1:{Ports[other]}";
        // The process has one set of meters and of traces, which the gateway's host exports.
        if (program == GatewayName)
        {
            yield return ("OTEL_SERVICE_NAME", "passinstance");
            yield return ("Forwarding:ResolveDestinations", "false");
            foreach (var other in Ports.Keys)
                yield return ($"ReverseProxy:Clusters:{other}:Destinations:primary:Address", UrlOf(other));
            yield break;
        }

        yield return (Urls, UrlOf(program));
        yield return ("OTEL_TRACES_EXPORTER", "none");
        yield return ("OTEL_METRICS_EXPORTER", "none");
        yield return ("Telemetry:PrometheusPort", "0");
        yield return ("Services:Template", UrlOf("template"));
        yield return ("Services:Notification", UrlOf("notification"));
        yield return ("Services:Gateway", GatewayUrl);
    }
}
