using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace Passinstance.ServiceDefaults.Hosting;

/// <summary>
/// The command line of a program: without a command it serves requests, and <c>--migrate</c> prepares what it stores in. The host is built
/// only by the action that needs it, so help and errors need no configuration.
/// </summary>
public static class HostCommand
{
    /// <summary>The option that prepares what the program stores in.</summary>
    public const string MigrateOption = "--migrate";

    private const int UsageError = 2;

    /// <summary>Makes the root command, to which a program adds its own.</summary>
    /// <param name="description">One sentence that help shows.</param>
    /// <param name="build">Builds the host.</param>
    /// <param name="migrate">Applies what <c>--migrate</c> applies.</param>
    /// <param name="migration">What <c>--migrate</c> does, one sentence.</param>
    public static RootCommand Create(
        string description, Func<WebApplication> build, Func<IServiceProvider, CancellationToken, Task> migrate, string migration)
    {
        var migrateOption = new Option<bool>(MigrateOption) { Description = migration };
        var configuration = new Argument<string[]>("configuration")
        {
            Description = "Settings, for example --urls http://127.0.0.1:8080.",
            Arity = ArgumentArity.ZeroOrMore,
            Hidden = true,
        };
        var root = new RootCommand(description) { migrateOption, configuration };
        root.SetAction(async (result, cancellationToken) =>
        {
            await using var app = build();
            if (result.GetValue(migrateOption))
                await migrate(app.Services, cancellationToken);
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

    /// <summary>Turns the console logger off: it writes to standard output, which is for a command's result.</summary>
    public static void WithoutLogs(WebApplicationBuilder builder) =>
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("Logging:Console:LogLevel:Default", (string?)"None")]);
}
