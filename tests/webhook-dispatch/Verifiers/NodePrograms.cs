using System.Runtime.CompilerServices;
using Passinstance.Testing;

namespace Passinstance.Webhooks.Tests.Verifiers;

/// <summary>The programs beside this file, run by node.</summary>
internal static class NodePrograms
{
    internal static Task<IReadOnlyList<string>> RunAsync(string program, string input, params string[] arguments) =>
        new NodeFolder(Folder()).RunAsync(program, input, arguments);

    /// <summary>Before anything that would grow old while packages are installed.</summary>
    internal static Task InstallAsync() => new NodeFolder(Folder()).InstallAsync();

    private static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
