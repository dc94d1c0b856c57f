using System.CommandLine;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.Persistence;
using Passinstance.Persistence.Auditing;
using Passinstance.Persistence.Restores;
using Passinstance.Persistence.Secrets;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Json;

namespace Passinstance.Messaging.Bus;

/// <summary>
/// The command line of a service: serves, migrates, or handles dead letters with <c>messages list</c> (one line of JSON each) and
/// <c>messages resend ID</c> or <c>messages resend --all</c>, seals stored secrets anew with <see cref="SecretsCommand"/>,
/// or does with <see cref="RestoreCommand"/> what a restore from a backup requires.
/// </summary>
public static class ServiceCommand
{
    /// <summary>Runs the command line of a process.</summary>
    /// <param name="args">Its arguments.</param>
    /// <param name="build">Builds the host of arguments, after a change of its builder.</param>
    public static async Task<int> RunAsync<TDbContext>(string[] args, Func<string[], Action<WebApplicationBuilder>?, WebApplication> build)
        where TDbContext : DbContext
    {
        WebApplication? withoutLogs = null;
        try
        {
            var root = Create<TDbContext>(
                () => build(args, null), () => (withoutLogs = build([], HostCommand.WithoutLogs)).Services);
            return await HostCommand.InvokeAsync(root, args, Console.Out, Console.Error);
        }
        finally
        {
            if (withoutLogs is not null)
                await withoutLogs.DisposeAsync();
        }
    }

    /// <summary>
    /// Applies the migrations and declares the queues, before any publisher starts: a message published before its queue is bound is lost.
    /// </summary>
    public static async Task MigrateServiceAsync<TDbContext>(this IServiceProvider services, CancellationToken cancellationToken = default)
        where TDbContext : DbContext
    {
        await services.MigrateAsync<TDbContext>(cancellationToken);
        await services.DeclareTopologyAsync();
    }

    internal static RootCommand Create<TDbContext>(Func<WebApplication> build, Func<IServiceProvider> buildWithoutLogs)
        where TDbContext : DbContext
    {
        var root = HostCommand.Create(
            "A service of Passinstance. Without a command it serves requests.", build,
            (services, cancellationToken) => services.MigrateServiceAsync<TDbContext>(cancellationToken),
            "Apply the database migrations, declare the queues and exit.");
        root.Add(new Command("messages", "Dead letters: messages that need an operator.")
        {
            ListCommand(buildWithoutLogs),
            ResendCommand(buildWithoutLogs),
        });
        root.Add(SecretsCommand.Create<TDbContext>(buildWithoutLogs));
        root.Add(AuditCommand.Create(buildWithoutLogs));
        root.Add(RestoreCommand.Create(buildWithoutLogs));
        return root;
    }

    private static Command ListCommand(Func<IServiceProvider> build)
    {
        var command = new Command("list", "Print the dead letters of all queues and of this service's outbox, one line of JSON each.");
        command.SetAction(async (result, cancellationToken) =>
        {
            foreach (var message in await build().GetRequiredService<DeadLetters>().ListAsync(cancellationToken))
                await WriteAsync(result, message);
        });
        return command;
    }

    private static Command ResendCommand(Func<IServiceProvider> build)
    {
        var id = new Argument<string?>("id") { Description = "The id that list prints.", Arity = ArgumentArity.ZeroOrOne };
        var all = new Option<bool>("--all") { Description = "Resend every dead letter." };
        var command = new Command("resend", "Send a dead letter again. What has taken effect once does not take effect twice.") { id, all };
        command.Validators.Add(result =>
        {
            if (result.GetValue(all) == result.GetValue(id) is not null)
                result.AddError("Give the id of one dead letter, or --all.");
        });
        command.SetAction(async (result, cancellationToken) =>
        {
            var resent = await build().GetRequiredService<DeadLetters>().ResendAsync(result.GetValue(id), cancellationToken);
            await WriteAsync(result, new { resent });
        });
        return command;
    }

    private static Task WriteAsync<T>(ParseResult result, T value) =>
        result.InvocationConfiguration.Output.WriteLineAsync(JsonSerializer.Serialize(value, ApiJson.Options));
}
