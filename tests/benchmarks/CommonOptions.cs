using System.CommandLine;

namespace Passinstance.Benchmarks;

/// <summary>Options that several measurements have.</summary>
internal static class CommonOptions
{
    internal static Option<bool> Quick() =>
        new("--quick") { Description = "Measure a short time, to see that everything runs. Its figures mean little." };
}
