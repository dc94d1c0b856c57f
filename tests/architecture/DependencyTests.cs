using System.Text.RegularExpressions;

namespace Passinstance.Architecture.Tests;

/// <summary>Who may know whom.</summary>
[Trait("Category", "Unit")]
public sealed partial class DependencyTests
{
    [Fact]
    public void A_service_references_only_what_is_shared()
    {
        foreach (var project in RepositoryTree.Projects.Where(file => file.StartsWith("services/", StringComparison.Ordinal)))
            Assert.All(
                RepositoryTree.ProjectReferences(project), reference => Assert.StartsWith("shared/", reference, StringComparison.Ordinal));
    }

    [Fact]
    public void The_gateway_knows_no_bus_and_no_event()
    {
        var references = RepositoryTree.ProjectReferences("gateway/Passinstance.Gateway.csproj").Order(StringComparer.Ordinal);

        Assert.Equal(
            [
                "shared/persistence/Passinstance.Persistence.csproj",
                "shared/security/Passinstance.Security.csproj",
                "shared/service-defaults/Passinstance.ServiceDefaults.csproj",
            ],
            references);
    }

    [Fact]
    public void Nothing_but_tests_references_tests()
    {
        foreach (var project in RepositoryTree.Projects.Where(file => !file.StartsWith("tests/", StringComparison.Ordinal)))
            Assert.All(
                RepositoryTree.ProjectReferences(project),
                reference => Assert.False(reference.StartsWith("tests/", StringComparison.Ordinal), $"{project} references {reference}"));
    }

    [Fact]
    public void The_engine_and_the_contracts_reference_no_project_of_ours()
    {
        RepositoryTree.AssertNone(RepositoryTree.ProjectReferences("shared/wallet/Passinstance.Wallet.csproj"));
        RepositoryTree.AssertNone(RepositoryTree.ProjectReferences("shared/contracts/Passinstance.Contracts.csproj"));
        RepositoryTree.AssertNone(RepositoryTree.PackageReferences("shared/contracts/Passinstance.Contracts.csproj"));
        Assert.Equal(["System.IO.Hashing", "ZXing.Net"], RepositoryTree.PackageReferences("shared/wallet/Passinstance.Wallet.csproj"));
    }

    [Fact]
    public void The_engine_asks_no_clock_no_environment_no_file_and_no_network()
    {
        RepositoryTree.AssertNone(RepositoryTree.Sources.Where(file => file.StartsWith("shared/wallet/", StringComparison.Ordinal)
            && OutsideWorld().IsMatch(WithoutComments(RepositoryTree.Read(file)))));
    }

    [Fact]
    public void Time_comes_from_TimeProvider()
    {
        RepositoryTree.AssertNone(
            RepositoryTree.ProductionSources.Where(
                file =>
                    !file.StartsWith("deploy/local/", StringComparison.Ordinal) &&
                        Clock().IsMatch(WithoutComments(RepositoryTree.Read(file)))));
    }

    [Fact]
    public void Tests_wait_for_conditions_and_never_sleep()
    {
        RepositoryTree.AssertNone(RepositoryTree.Sources.Where(file => file.StartsWith("tests/", StringComparison.Ordinal)
            && !file.StartsWith("tests/architecture/", StringComparison.Ordinal) &&
                !file.StartsWith("tests/benchmarks/", StringComparison.Ordinal)
            && RepositoryTree.Read(file).Contains("Thread.Sleep", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_handler_begins_its_transactions_where_an_idempotency_key_can_join_them()
    {
        RepositoryTree.AssertNone(RepositoryTree.ProductionSources.Where(file => file.StartsWith("services/", StringComparison.Ordinal)
            && RepositoryTree.Read(file) is var text && text.Contains("ClaimsPrincipal", StringComparison.Ordinal) &&
                text.Contains("Database.BeginTransaction", StringComparison.Ordinal)));
        Assert.All(
            RepositoryTree.ProductionSources.Where(
                file =>
                    file.StartsWith("services/", StringComparison.Ordinal) && file.EndsWith("Host.cs", StringComparison.Ordinal) &&
                        file.Count(c => c == '/') == 2),
            file => Assert.Contains("app.UseIdempotency();", RepositoryTree.Read(file), StringComparison.Ordinal));
    }

    [Fact]
    public void A_consumer_makes_no_HTTP_call()
    {
        RepositoryTree.AssertNone(
            RepositoryTree.ProductionSources.Where(
                file =>
                    file.EndsWith("Consumer.cs", StringComparison.Ordinal) &&
                        RepositoryTree.Read(file).Contains("Http", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_query_of_a_handler_names_the_organization()
    {
        // Heuristic on purpose: a file that queries and never says whose rows it wants is worth a look by a person.
        RepositoryTree.AssertNone(RepositoryTree.ProductionSources.Where(file => file.StartsWith("services/", StringComparison.Ordinal)
            && RepositoryTree.Read(file) is var text && QueriesRows().IsMatch(text) &&
                !text.Contains("rganizationId", StringComparison.Ordinal) && !text.Contains("organization_id", StringComparison.Ordinal)
            && !file.EndsWith("DevelopmentAuthority.cs", StringComparison.Ordinal)));
    }

    private static string WithoutComments(string source) => Comment().Replace(source, "");

    [GeneratedRegex(@"//[^\n]*")]
    private static partial Regex Comment();

    [GeneratedRegex(
        @"\b(DateTime|DateTimeOffset)\.(UtcNow|Now|Today)\b|\bEnvironment\.Get|\bFile\.(Read|Open|Write|Exists)|" +
        @"\bHttpClient\b|\bSocket\b|\bStopwatch\b")]
    private static partial Regex OutsideWorld();

    [GeneratedRegex(@"\b(DateTime|DateTimeOffset)\.(UtcNow|Now|Today)\b")]
    private static partial Regex Clock();

    [GeneratedRegex(@"\bdb\.[A-Z][A-Za-z]+\.(AsNoTracking|Where|Single|First|Any)|\bSELECT\b|\bUPDATE [a-z_]+ SET\b|\bDELETE FROM\b")]
    private static partial Regex QueriesRows();
}
