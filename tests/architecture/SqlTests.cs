using System.Text.RegularExpressions;

namespace Passinstance.Architecture.Tests;

/// <summary>What the SQL of the programs must not say.</summary>
[Trait("Category", "Unit")]
public sealed partial class SqlTests
{
    [Fact]
    public void Rows_are_chosen_by_a_time_that_bounds_an_index_scan()
    {
        RepositoryTree.AssertNone(
            RepositoryTree.ProductionSources.SelectMany(file => Comparison().Matches(RepositoryTree.Read(file)).Select(
                match => $"{file} compares by \"{match.Value}\": PostgreSQL reads every row of the index for a time that differs from row "
                    + "to row. Use statement_timestamp().")));
    }

    [GeneratedRegex(@"(<|>|<=|>=|BETWEEN)\s*clock_timestamp\(\)")]
    private static partial Regex Comparison();
}
