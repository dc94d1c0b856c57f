using System.CommandLine;
using Passinstance.ServiceDefaults.Hosting;

namespace Passinstance.Single;

/// <summary>The command line: without a command all programs migrate and serve; with <c>--migrate</c> they only migrate.</summary>
internal static class SingleCommand
{
    public static RootCommand Create(ProgramSet programs)
    {
        var migrate = new Option<bool>(HostCommand.MigrateOption)
        {
            Description = "Apply the migrations of all databases, declare the queues and exit.",
        };
        var configuration = new Argument<string[]>("configuration") { Arity = ArgumentArity.ZeroOrMore, Hidden = true };
        var root = new RootCommand(
            "All programs of Passinstance in one process. Without a command they migrate, then serve requests. A program's name before its "
            + "own command runs that, for example: gateway admin list-organizations, pass messages list, gateway status.")
        {
            migrate, configuration,
        };
        root.SetAction(async (result, cancellationToken) =>
        {
            await programs.MigrateAsync(cancellationToken);
            if (!result.GetValue(migrate))
                await programs.RunAsync(cancellationToken);
        });
        return root;
    }
}
