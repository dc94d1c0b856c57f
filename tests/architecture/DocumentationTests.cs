using System.Text.RegularExpressions;

namespace Passinstance.Architecture.Tests;

/// <summary>What the documents say about files is true.</summary>
[Trait("Category", "Unit")]
public sealed partial class DocumentationTests
{
    // What a reader opens at most, and at most when trusting the plumbing.
    private const int MaxFiles = 25;
    private const int MaxBold = 8;

    [Theory]
    [InlineData("## Follow a pass")]
    [InlineData("## Follow a change to the phone")]
    public void A_walk_names_few_files_and_all_of_them_exist(string heading)
    {
        var page = RepositoryTree.Read("docs/architecture.md");
        var section = page[page.IndexOf(heading + '\n', StringComparison.Ordinal)..];
        var rows = WalkRow().Matches(section[..NextHeading(section)]);

        Assert.InRange(rows.Count, 1, MaxFiles);
        Assert.InRange(rows.Count(row => row.Groups["bold"].Success), 1, MaxBold);
        RepositoryTree.AssertNone(rows.Select(row => row.Groups["file"].Value)
            .Where(file => !File.Exists(Path.Combine(RepositoryTree.Root, file))));
    }

    [Fact]
    public void Every_link_between_documents_leads_to_a_file()
    {
        // The portal's guides link to each other's pages; the portal's own tests follow these.
        var documents = RepositoryTree.Files.Where(file => file.EndsWith(".md", StringComparison.Ordinal)
            && !file.StartsWith("gateway/Portal/Guides/", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(documents);
        RepositoryTree.AssertNone(documents.SelectMany(document => Link().Matches(RepositoryTree.Read(document))
            .Select(match => match.Groups[1].Value)
            .Where(link => !link.Contains("://", StringComparison.Ordinal) && !link.StartsWith("mailto:", StringComparison.Ordinal))
            .Where(link => !Path.Exists(Path.Combine(RepositoryTree.Root, Path.GetDirectoryName(document)!, link)))
            .Select(link => $"{document}: {link}")));
    }

    private static int NextHeading(string section)
    {
        var next = section.IndexOf("\n## ", 1, StringComparison.Ordinal);
        return next < 0 ? section.Length : next;
    }

    [GeneratedRegex(@"^\| \d+ \| (?<bold>\*\*)?`(?<file>[^`]+)`(\*\*)? \|", RegexOptions.Multiline)]
    private static partial Regex WalkRow();

    [GeneratedRegex(@"\]\(([^)#\s]+)(#[^)]*)?\)")]
    private static partial Regex Link();
}
