using System.Diagnostics;
using System.Text.Json;
using Passinstance.Gateway.Tests.Running;
using Passinstance.Testing.Servers;

namespace Passinstance.Gateway.Tests.Administration;

/// <summary>The program as the launcher, a container or an operator starts it.</summary>
public sealed class AdministrationProcessTests
{
    [Fact]
    public async Task Migrate_then_admin_print_one_line_of_json_each()
    {
        var postgres = await (await TestServers.GetAsync()).CreateDatabaseAsync("gateway");

        var migrated = await RunAsync(postgres, "--migrate");
        Assert.True(migrated.Code == 0, migrated.Errors);
        Assert.Equal(0, (await RunAsync(postgres, "--migrate")).Code);

        var organization = await RunAsync(postgres, "admin", "create-organization", "--name", "Acme");
        Assert.True(organization.Code == 0, organization.Errors);
        var id = Single(organization.Output).GetProperty("organizationId").GetString()!;
        Assert.StartsWith("org_", id, StringComparison.Ordinal);

        var key = Single((await RunAsync(postgres, "admin", "create-key", "--organization", id, "--name", "ci", "--environment", "test", "--scopes", "passes:read,passes:write")).Output);
        Assert.StartsWith("key_", key.GetProperty("apiKeyId").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("pi_test_", key.GetProperty("apiKey").GetString(), StringComparison.Ordinal);

        var listed = Single((await RunAsync(postgres, "admin", "list-keys", "--organization", id)).Output).GetProperty("data").EnumerateArray().Single();
        Assert.Equal(["passes:read", "passes:write"], listed.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()!));
        Assert.Equal(1, listed.GetProperty("liveSecrets").GetInt32());
        Assert.DoesNotContain(key.GetProperty("apiKey").GetString()!, listed.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_says_why_on_standard_error_and_exits_1()
    {
        var deployment = await Deployment.CreateAsync();
        (string[] Arguments, string Explanation)[] refusals =
        [
            (["admin"], "admin create-organization"),
            (["admin", "create-key", "--organization", "org_01jd8zk3m5f6qv0s3w2x4y5z6a", "--name", "x"], "There is no organisation"),
            (["admin", "create-key", "--organization", "org_01jd8zk3m5f6qv0s3w2x4y5z6a", "--name", "x", "--environment", "live", "--scopes", "passes:eat"], "passes:eat"),
            (["admin", "revoke-key", "--key", "key_1"], "There is no API key"),
        ];
        foreach (var (arguments, explanation) in refusals)
        {
            var result = await RunAsync(deployment.Postgres, arguments);
            Assert.Equal(1, result.Code);
            Assert.Empty(result.Output);
            Assert.Contains(explanation, result.Errors, StringComparison.Ordinal);
        }
    }

    private static JsonElement Single(string output) => JsonDocument.Parse(Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries))).RootElement;

    private static async Task<(int Code, string Output, string Errors)> RunAsync(string postgres, params string[] arguments)
    {
        // From another folder than its own: the route table must be found all the same.
        var start = new ProcessStartInfo("dotnet", [typeof(GatewayApplication).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath(),
            Environment =
            {
                ["ConnectionStrings__Postgres"] = postgres,
                ["ApiKeys__Pepper"] = Convert.ToBase64String(new byte[32]),
                ["Encryption__CurrentKey"] = "k1",
                ["Encryption__Keys__k1"] = Convert.ToBase64String(new byte[32]),
                ["InternalIdentity__PrivateKey"] = PrivateKey.Value,
                ["Deployment__Environment"] = "local",
                ["Deployment__PublicUrl"] = "http://127.0.0.1:8080",
            },
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        await process.WaitForExitAsync(deadline.Token);
        return (process.ExitCode, await output, await errors);
    }

    private static readonly Lazy<string> PrivateKey = new(() =>
    {
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem();
    });
}
