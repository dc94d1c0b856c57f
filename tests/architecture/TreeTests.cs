using System.Text.RegularExpressions;

namespace Passinstance.Architecture.Tests;

/// <summary>Rules about names, sizes and places.</summary>
[Trait("Category", "Unit")]
public sealed partial class TreeTests
{
    private const int MaxFile = 400;
    private const int MaxLineLength = 140;

    private static readonly string[] RootNames =
    [
        ".ci", ".config", ".dockerignore", ".editorconfig", ".gitattributes", ".github", ".gitignore", "CHANGELOG.md", "CONTRIBUTING.md",
        "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "LICENSE", "Passinstance.sln", "README.md",
        "SECURITY.md", "deploy", "docker-compose.yml", "docs", "gateway", "global.json", "services", "shared", "tests",
    ];

    [Fact]
    public void The_root_holds_the_parts_and_what_tools_want_there_and_nothing_else()
    {
        var names = RepositoryTree.Files.Select(file => file.Split('/')[0]).Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(RootNames.Order(StringComparer.Ordinal), names);
    }

    [Fact]
    public void No_source_file_is_longer_than_four_hundred_lines()
    {
        RepositoryTree.AssertNone(RepositoryTree.Sources.Where(file => RepositoryTree.Read(file).AsSpan().Count('\n') > MaxFile));
    }

    [Fact]
    public void No_line_of_source_is_longer_than_140_characters()
    {
        RepositoryTree.AssertNone(RepositoryTree.Sources.SelectMany(file => RepositoryTree.Read(file).Split('\n')
            .Select((line, index) => (Line: line, Number: index + 1))
            .Where(line => line.Line.Length > MaxLineLength)
            .Select(line => $"{file}:{line.Number}")));
    }

    [Fact]
    public void No_file_has_a_meaningless_name()
    {
        RepositoryTree.AssertNone(
            RepositoryTree.Files.Where(file => file.Split('/').Any(part => Nameless().IsMatch(Path.GetFileNameWithoutExtension(part)))));
    }

    [Fact]
    public void Nothing_is_left_open_in_the_code()
    {
        RepositoryTree.AssertNone(
            RepositoryTree.Sources.Where(
                file =>
                    !file.StartsWith("tests/architecture/", StringComparison.Ordinal) && LeftOpen().IsMatch(RepositoryTree.Read(file))));
    }

    [Fact]
    public void A_folder_with_a_project_is_kebab_case_and_holds_one()
    {
        var folders = RepositoryTree.Projects.GroupBy(file => Path.GetDirectoryName(file)!).ToList();

        Assert.All(folders, folder => Assert.Single(folder));
        Assert.All(folders, folder => Assert.Matches("^[a-z]+(-[a-z]+)*$", Path.GetFileName(folder.Key)));
    }

    [Fact]
    public void The_solution_names_every_project()
    {
        var solution = RepositoryTree.Read("Passinstance.sln").Replace('\\', '/');

        Assert.All(RepositoryTree.Projects, project => Assert.Contains($"\"{project}\"", solution, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_part_that_runs_or_is_shared_has_a_readme()
    {
        Assert.All(
            RepositoryTree.Projects.Where(file => !file.StartsWith("tests/", StringComparison.Ordinal)),
            project =>
                Assert.True(
                    File.Exists(Path.Combine(RepositoryTree.Root, Path.GetDirectoryName(project)!, "README.md")),
                    $"{Path.GetDirectoryName(project)} lacks a README.md"));
    }

    [Fact]
    public void Every_version_of_a_package_stands_once()
    {
        Assert.All(RepositoryTree.Projects, project => Assert.DoesNotContain(
            RepositoryTree.Project(project).Descendants("PackageReference"), reference =>
                reference.Attribute("Version") is not null || reference.Attribute("VersionOverride") is not null));
        Assert.All(
            RepositoryTree.Projects,
            project =>
                Assert.True(
                    File.Exists(Path.Combine(RepositoryTree.Root, Path.GetDirectoryName(project)!, "packages.lock.json")),
                    $"{project} has no lock file"));
    }

    [GeneratedRegex("^(Common|Core|Helpers?|Utils?|Utilities|Managers?|Extensions|Misc)$", RegexOptions.IgnoreCase)]
    private static partial Regex Nameless();

    [GeneratedRegex(@"NotImplementedException|\b(TODO|FIXME|HACK)\b")]
    private static partial Regex LeftOpen();
}
