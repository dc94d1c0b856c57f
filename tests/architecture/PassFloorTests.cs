using NetArchTest.Rules;
using Passinstance.Passes;

namespace Passinstance.Architecture.Tests;

/// <summary>
/// The folders of services/pass stand on floors. A folder uses the floors below it and neither a folder above nor one beside it.
/// Persistence knows all entities and is used by all.
/// </summary>
[Trait("Category", "Unit")]
public sealed class PassFloorTests
{
    private const string Root = "Passinstance.Passes";

    private static readonly string[][] Floors =
    [
        ["Templates", "Images"],
        ["Rendering"],
        ["Passes"],
        ["Batches", "Bundles", "PassMessages", "TemplateRollouts", "Analytics", "AppleWallet", "GoogleWallet", "Erasures", "Retention"],
        ["HostedPages", "Diagnosis", "Restores"],
    ];

    public static TheoryData<string> Folders => [.. Floors.SelectMany(folders => folders)];

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_folder_uses_only_the_floors_below_it(string folder)
    {
        var floor = Array.FindIndex(Floors, folders => folders.Contains(folder));
        string[] forbidden = [
            .. Floors.Skip(floor).SelectMany(folders => folders).Where(other => other != folder).Select(other => $"{Root}.{other}")];

        var result = Types.InAssembly(typeof(PassHost).Assembly)
            .That().ResideInNamespaceMatching($"^{Root}\\.{folder}(\\.|$)")
            .ShouldNot().HaveDependencyOnAny(forbidden).GetResult();

        Assert.True(result.IsSuccessful,
            $"{folder} must not use {string.Join(", ", forbidden)}: {string.Join(", ", result.FailingTypeNames ?? [])}");
    }

    [Fact]
    public void Every_folder_stands_on_a_floor()
    {
        var folders = RepositoryTree.Files.Where(
            file => file.StartsWith("services/pass/", StringComparison.Ordinal) && file.EndsWith(".cs", StringComparison.Ordinal))
            .Select(file => file.Split('/')).Where(parts => parts.Length > 3).Select(parts => parts[2]).Distinct();

        Assert.Equal(Floors.SelectMany(floor => floor).Append("Persistence").Order(StringComparer.Ordinal),
            folders.Order(StringComparer.Ordinal));
    }
}
