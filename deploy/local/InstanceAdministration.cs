using System.CommandLine;
using Passinstance.Local.Programs;
using Passinstance.Local.State;
using Passinstance.LocalServers;
using Passinstance.LocalServers.Processes;

namespace Passinstance.Local;

/// <summary>The gateway's <c>admin</c> for the running instance: its variables come from the instance's own files.</summary>
internal static class InstanceAdministration
{
    private static readonly Option<string?> RunFileOption = new("--run-file")
    {
        Description = "Run file of the instance. Default: .local/run.json.",
        HelpName = "PATH",
    };

    private static readonly Argument<string[]> Arguments = new("arguments")
    {
        Description = "What the gateway's admin takes, for example list-organizations.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public static Command Create()
    {
        var command = new Command("admin", "Manage organizations, people and credentials of the running instance.")
        {
            RunFileOption, Arguments,
        };
        // The options of the gateway's admin are not known here.
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((result, cancellationToken) => RunAsync(
            result.GetValue(RunFileOption), [.. result.GetValue(Arguments) ?? [], .. result.UnmatchedTokens],
            result.InvocationConfiguration.Output, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string? runFile, string[] arguments, TextWriter output, CancellationToken cancellationToken)
    {
        var folder = InstanceFolder.Lasting();
        var path = runFile ?? folder.In("run.json");
        if (!File.Exists(path))
        {
            throw new LocalSetupException(
                $"No instance is ready: {path} does not exist. Start one with dotnet run --project deploy/local, or name its file with "
                + "--run-file.");
        }

        var run = RunFile.Load(path);
        var secrets = Secrets.LoadOrCreate(folder.Secrets);
        var databases = new ProgramDatabases(run.Postgres, secrets.DatabasePasswords, suffix: "");
        var values = new DeploymentValues(
            run.GatewayUrl, _ => run.Rabbitmq, secrets, program => databases.ConnectionString(program.Database),
            program => run.Processes.Single(process => process.Name == program.Name).Url, new PushService("", ""),
            new GoogleAddresses("", "", ""))
        {
            Dll = program => program.DllOf(run.Configuration),
        };
        // The gateway sees a redirected output, and a person sees this one.
        string[] shape = Console.IsOutputRedirected || arguments.Length == 0 ? [] : ["--table"];
        var (exitCode, _) = await ChildProcess.RunAsync(
            ProgramProcess.Command(ProgramTable.Gateway, values, ["admin", .. arguments, .. shape]), cancellationToken, output.WriteLine);
        return exitCode;
    }
}
