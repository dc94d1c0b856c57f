using System.CommandLine;
using Passinstance.Gateway.Administration;
using Passinstance.Gateway.Persistence;
using Passinstance.Persistence;
using Passinstance.Persistence.Restores;
using Passinstance.Persistence.Secrets;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Status;

namespace Passinstance.Gateway;

/// <summary>The gateway's command line: serves, migrates, manages credentials with <c>admin</c>, or shows the state of all
/// programs with <c>status</c>.</summary>
internal static class GatewayCommand
{
    /// <param name="args">Its arguments.</param>
    /// <param name="configure">Changes of the builder, before the gateway's own.</param>
    public static async Task<int> RunAsync(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        WebApplication? administration = null;
        try
        {
            var root = Create(
                buildServer: () => GatewayHost.Build(args, configure, serves: !args.Contains(HostCommand.MigrateOption)),
                buildAdministration: () => administration = GatewayHost.Build([], configure + HostCommand.WithoutLogs, serves: false),
                jsonByDefault: Console.IsOutputRedirected);
            return await HostCommand.InvokeAsync(root, args, Console.Out, Console.Error);
        }
        finally
        {
            if (administration is not null)
                await administration.DisposeAsync();
        }
    }

    public static RootCommand Create(Func<WebApplication> buildServer, Func<WebApplication> buildAdministration, bool jsonByDefault)
    {
        var root = HostCommand.Create(
            "The gateway of Passinstance. Without a command it serves requests.", buildServer,
            (services, cancellationToken) => services.MigrateAsync<GatewayDbContext>(cancellationToken),
            "Apply the database migrations and exit.");
        var administration = AdministrationCommand.Create(() => buildAdministration().Services.CreateAsyncScope(), jsonByDefault);
        administration.Add(CreateStatus(buildAdministration));
        root.Add(administration);
        root.Add(SecretsCommand.Create<GatewayDbContext>(() => buildAdministration().Services));
        root.Add(RestoreCommand.Create(() => buildAdministration().Services));
        root.Add(CreateStatus(buildAdministration));
        return root;
    }

    private static Command CreateStatus(Func<WebApplication> buildAdministration) => StatusCommand.Create(
        (result, cancellationToken) => StatusTargets.FindAsync(result, buildAdministration().Configuration, cancellationToken),
        StatusTargets.GatewayOption);
}
