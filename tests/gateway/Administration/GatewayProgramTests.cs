using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Passinstance.Testing.Servers;

namespace Passinstance.Gateway.Tests.Administration;

/// <summary>The program as the launcher, a container or an operator starts it.</summary>
[Trait("Category", "System")]
public sealed class GatewayProgramTests
{
    [Fact]
    public async Task Migrate_can_be_repeated_and_admin_then_prints_one_line_of_JSON()
    {
        var postgres = await (await TestServers.GetAsync()).CreateDatabaseAsync("gateway");

        var migrated = await RunAsync(Settings(postgres), "--migrate");
        Assert.True(migrated.Code == 0, migrated.Errors);
        var results = await Task.WhenAll(
            RunAsync(Settings(postgres), "--migrate"),
            RunAsync(Settings(postgres), "admin", "create-organization", "--name", "Acme"));

        Assert.True(results[0].Code == 0, results[0].Errors);
        Assert.True(results[1].Code == 0, results[1].Errors);
        var organization = JsonElement.Parse(Assert.Single(results[1].Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        Assert.StartsWith("org_", organization.GetProperty("organizationId").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Three_migrations_of_an_empty_database_at_once_all_succeed()
    {
        var settings = Settings(await (await TestServers.GetAsync()).CreateDatabaseAsync("gateway"));
        var results = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => RunAsync(settings, "--migrate")));
        Assert.All(results, result => Assert.True(result.Code == 0, result.Output + result.Errors));
    }

    [Fact]
    public async Task Without_configuration_admin_prints_help_and_a_verb_names_the_missing_setting()
    {
        var results = await Task.WhenAll(RunAsync([], "admin"), RunAsync([], "admin", "list-organizations"));

        Assert.True((results[0].Code, results[0].Errors) == (0, ""), results[0].Errors);
        Assert.Contains("create-organization", results[0].Output, StringComparison.Ordinal);
        Assert.Equal((1, ""), (results[1].Code, results[1].Output));
        Assert.Contains("Deployment__Environment", results[1].Errors, StringComparison.Ordinal);
        // No stack trace.
        Assert.DoesNotContain("   at ", results[1].Errors, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Settings(string postgres)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new()
        {
            ["ConnectionStrings__Postgres"] = postgres,
            ["ApiKeys__Pepper"] = Convert.ToBase64String(new byte[32]),
            ["Encryption__CurrentKey"] = "k1",
            ["Encryption__Keys__k1"] = Convert.ToBase64String(new byte[32]),
            ["InternalIdentity__PrivateKey"] = key.ExportPkcs8PrivateKeyPem(),
            ["Deployment__Environment"] = "local",
            ["Deployment__PublicUrl"] = "http://127.0.0.1:8080",
        };
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(
        Dictionary<string, string> settings, params string[] arguments)
    {
        // Started from another folder than its own: the route table must be found all the same.
        var start = new ProcessStartInfo("dotnet", [typeof(GatewayHost).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var (name, value) in settings)
            start.Environment[name] = value;

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        await process.WaitForExitAsync(deadline.Token);
        return (process.ExitCode, await output, await errors);
    }
}
