using Passinstance.System.Tests.Faults;
using Passinstance.System.Tests.FirstPass;
using Passinstance.System.Tests.Launcher;
using Passinstance.System.Tests.OpenApi;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(Passinstance.System.Tests.SlowestFirst))]

namespace Passinstance.System.Tests;

/// <summary>Starts the classes that wait longest first, so that none is left running alone at the end.</summary>
public sealed class SlowestFirst : ITestCollectionOrderer
{
    private static readonly string[] Slowest =
    [
        typeof(FaultProgramTests).FullName!, typeof(EphemeralLauncherTests).FullName!, typeof(KeptInstanceTests).FullName!,
        typeof(GivenServersTests).FullName!, typeof(ReferenceTests).FullName!, typeof(LauncherStartTests).FullName!,
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => Array.FindIndex(Slowest, name => IsOf(collection, name)) is var at && at < 0
            ? Slowest.Length : at)];

    private static bool IsOf(ITestCollection collection, string className) =>
        collection.TestCollectionDisplayName.Contains($"{className} ", StringComparison.Ordinal);
}
