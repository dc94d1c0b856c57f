using System.CommandLine;
using Passinstance.Local.Programs;
using Passinstance.Local.State;
using Passinstance.LocalServers;
using Passinstance.ServiceDefaults.Status;

namespace Passinstance.Local;

/// <summary>The programs of the running instance, for <c>status</c>.</summary>
internal static class InstanceStatus
{
    public static Option<string?> RunFileOption { get; } = new("--run-file")
    {
        Description = "Run file of the instance. Default: .local/run.json.",
        HelpName = "PATH",
    };

    /// <exception cref="LocalSetupException">No instance runs.</exception>
    public static IReadOnlyList<StatusTarget> Targets(ParseResult result)
    {
        var path = result.GetValue(RunFileOption) ?? InstanceFolder.Lasting().In("run.json");
        if (!File.Exists(path))
        {
            throw new LocalSetupException(
                $"No instance is ready: {path} does not exist. Start one with dotnet run --project deploy/local, or name its file with "
                + "--run-file.");
        }

        return [.. RunFile.Load(path).Processes.Select(process => new StatusTarget(
            process.Name, new Uri(process.Url), IsGateway: process.Name == ProgramTable.Gateway.Name))];
    }
}
