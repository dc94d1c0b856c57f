using System.Xml.Linq;

namespace Passinstance.Architecture.Tests;

/// <summary>The files of the repository as they lie on disk, without what builds leave behind.</summary>
internal static class RepositoryTree
{
    private static readonly string[] Unversioned = [
        ".git", "artifacts", "bin", "obj", ".local", "node_modules", "TestResults", "BenchmarkDotNet.Artifacts", ".vs", ".idea", ".vscode"];

    internal static string Root { get; } = FindRoot();

    internal static IReadOnlyList<string> Files { get; } = [
        .. Walk(Root).Select(path => Path.GetRelativePath(Root, path)).Order(StringComparer.Ordinal)];

    internal static IEnumerable<string> Sources =>
        Files.Where(
            file =>
                file.EndsWith(".cs", StringComparison.Ordinal) && !file.Contains("/Migrations/", StringComparison.Ordinal) &&
                    !file.EndsWith(".g.cs", StringComparison.Ordinal));

    // Of shared/, what runs only on a developer's machine.
    private static readonly string[] DevelopmentFolders = ["tests/", "shared/local-servers/", "shared/openapi/", "shared/simulators/"];

    internal static IEnumerable<string> ProductionSources =>
        Sources.Where(file => !DevelopmentFolders.Any(folder => file.StartsWith(folder, StringComparison.Ordinal)));

    internal static IEnumerable<string> Projects => Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal));

    internal static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    internal static XDocument Project(string file) => XDocument.Parse(Read(file));

    /// <summary>Projects that <paramref name="file"/> references, as paths from the root.</summary>
    internal static IEnumerable<string> ProjectReferences(string file) => Project(file).Descendants("ProjectReference")
        .Select(
            reference =>
                Path.GetRelativePath(
                    Root, Path.GetFullPath(Path.Combine(Root, Path.GetDirectoryName(file)!, reference.Attribute("Include")!.Value))));

    internal static IEnumerable<string> PackageReferences(string file) =>
        Project(file).Descendants("PackageReference").Select(reference => reference.Attribute("Include")!.Value);

    /// <summary>Fails with the names of the files that break a rule.</summary>
    internal static void AssertNone(IEnumerable<string> offenders)
    {
        var found = offenders.ToList();
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    private static IEnumerable<string> Walk(string folder) => Directory.EnumerateFiles(folder)
        .Concat(Directory.EnumerateDirectories(folder).Where(child => !Unversioned.Contains(Path.GetFileName(child))).SelectMany(Walk));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Passinstance.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("The tests must run from inside the repository.");
    }
}
