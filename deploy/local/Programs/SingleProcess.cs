using Passinstance.LocalServers;
using Passinstance.LocalServers.Processes;

namespace Passinstance.Local.Programs;

/// <summary>How deploy/single, all programs in one process, is started.</summary>
internal static class SingleProcess
{
    private static readonly string Dll = Repository.Program("Passinstance.Single");

    /// <summary>What a variable of one program begins with there.</summary>
    internal static string Prefix(string program) => $"{program.Replace('-', '_').ToUpperInvariant()}__";

    /// <summary>The variables of all programs.</summary>
    internal static Dictionary<string, string> Variables(DeploymentValues values) => ProgramTable.All
        .SelectMany(program => ProgramVariables.For(program, values)
            .Select(variable => KeyValuePair.Create(Prefix(program.Name) + variable.Key, variable.Value)))
        .ToDictionary();

    /// <summary>Starts it, or one program's command in it.</summary>
    internal static ChildCommand Command(Dictionary<string, string> variables, params IReadOnlyList<string> arguments) =>
        new(Repository.DotNet, [Dll, .. arguments])
        {
            WorkingDirectory = Path.GetDirectoryName(Dll)!,
            Environment = variables,
            Hides = ProgramVariables.MustNotBeInherited,
        };
}
