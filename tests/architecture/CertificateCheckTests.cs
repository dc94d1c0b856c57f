using System.Text.RegularExpressions;

namespace Passinstance.Architecture.Tests;

/// <summary>No TLS client of a deployed program builds a chain with downloads: each takes its policy from one place.</summary>
[Trait("Category", "Unit")]
public sealed partial class CertificateCheckTests
{
    // The clients are for customers' programs; the simulators, the local servers and the launcher are for a developer's machine.
    private static readonly string[] NotDeployed = ["shared/clients/", "shared/simulators/", "shared/local-servers/", "deploy/local/"];

    private static IEnumerable<string> Deployed => RepositoryTree.ProductionSources.Where(file =>
        file.EndsWith(".cs", StringComparison.Ordinal) &&
        !Array.Exists(NotDeployed, folder => file.StartsWith(folder, StringComparison.Ordinal)));

    [Fact]
    public void Every_HTTP_client_checks_certificates_without_downloads() => RepositoryTree.AssertNone(
        Deployed.Where(file => RepositoryTree.Read(file) is var text && MakesClient().IsMatch(text) && !UsesPolicy().IsMatch(text)));

    [Fact]
    public void A_chain_policy_is_made_in_one_place() => RepositoryTree.AssertNone(
        Deployed.Where(file => file != "shared/security/Outbound/CertificateChecks.cs" &&
            MakesPolicy().IsMatch(RepositoryTree.Read(file))));

    // A client of a handler that OutboundHttp made has its policy.
    [GeneratedRegex(@"new SocketsHttpHandler|new HttpClientHandler|AddHttpClient[<(]|AddReverseProxy\(|new NpgsqlDataSourceBuilder\(")]
    private static partial Regex MakesClient();

    [GeneratedRegex(@"WithoutCertificateDownloads\(|CertificateChecks\.CreatePolicy\(")]
    private static partial Regex UsesPolicy();

    [GeneratedRegex(@"new X509ChainPolicy|new X509Chain\(|X509Chain\.Create")]
    private static partial Regex MakesPolicy();
}
