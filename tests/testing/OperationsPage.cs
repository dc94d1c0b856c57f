using System.Text.RegularExpressions;
using Passinstance.LocalServers;

namespace Passinstance.Testing;

/// <summary>The statements that docs/operations.md gives operators.</summary>
public static partial class OperationsPage
{
    /// <summary>The statements for one database, at least one.</summary>
    /// <exception cref="InvalidOperationException">The page has none for it.</exception>
    public static IReadOnlyList<string> StatementsOf(string database)
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations.md"));
        var found = Block().Matches(page).Where(block => block.Groups["database"].Value == database)
            .SelectMany(block => block.Groups["statements"].Value
                .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .ToList();
        return found.Count > 0 ? found : throw new InvalidOperationException($"docs/operations.md has no statement for {database}.");
    }

    [GeneratedRegex("```sql\n-- database (?<database>\\w+)\n(?<statements>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
