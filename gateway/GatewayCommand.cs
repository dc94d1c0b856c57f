using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.Administration;
using Passinstance.Gateway.Persistence;

namespace Passinstance.Gateway;

/// <summary>
/// The command line: serves without a command, <c>--migrate</c> applies the database migrations, <c>admin</c> manages credentials. The host
/// is built only when a command needs it, so that help needs no configuration.
/// </summary>
internal static class GatewayCommand
{
    private const int UsageError = 2;

    public static async Task<int> RunAsync(string[] args)
    {
        WebApplication? app = null;
        try
        {
            var root = Create(
                buildServer: () => app = GatewayHost.Build(args),
                buildAdministration: () => app = GatewayHost.Build([], WithoutLogs),
                jsonByDefault: Console.IsOutputRedirected);
            return await InvokeAsync(root, args, Console.Out, Console.Error);
        }
        finally
        {
            if (app is not null)
                await app.DisposeAsync();
        }
    }

    public static RootCommand Create(Func<WebApplication> buildServer, Func<WebApplication> buildAdministration, bool jsonByDefault)
    {
        var migrate = new Option<bool>("--migrate") { Description = "Apply the database migrations and exit." };
        var configuration = new Argument<string[]>("configuration")
        {
            Description = "Settings, for example --urls http://127.0.0.1:8080.",
            Arity = ArgumentArity.ZeroOrMore,
            Hidden = true,
        };
        var root = new RootCommand("The gateway of Passinstance. Without a command it serves requests.")
        {
            migrate,
            configuration,
            AdministrationCommand.Create(() => buildAdministration().Services.CreateAsyncScope(), jsonByDefault),
        };
        root.SetAction(async (result, cancellationToken) =>
        {
            var app = buildServer();
            if (result.GetValue(migrate))
                await MigrateAsync(app.Services, cancellationToken);
            else
                await app.RunAsync();
        });
        return root;
    }

    /// <summary>Runs a command. A command line that is not valid is explained on <paramref name="errors"/>, with exit code 2.</summary>
    public static async Task<int> InvokeAsync(Command command, string[] args, TextWriter output, TextWriter errors)
    {
        var result = command.Parse(args);
        var isValid = result.Errors.Count == 0;
        var code = await result.InvokeAsync(new InvocationConfiguration
        {
            Output = isValid ? output : errors,
            Error = errors,
            EnableDefaultExceptionHandler = false,
            // The host handles SIGTERM and drains requests for longer than the default timeout of 2 seconds.
            ProcessTerminationTimeout = null,
        });
        return isValid ? code : UsageError;
    }

    // The console logger writes to standard output, which is for the result. Errors are explained on standard error.
    private static void WithoutLogs(WebApplicationBuilder builder) =>
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("Logging:Console:LogLevel:Default", (string?)"None")]);

    private static async Task MigrateAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<GatewayDbContext>().Database.MigrateAsync(cancellationToken);
    }
}
