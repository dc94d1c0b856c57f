using System.Text.Json;
using k8s.Models;
using Passinstance.Local.Programs;
using Passinstance.LocalServers;
using Passinstance.Testing.Servers;

namespace Passinstance.Kubernetes.Tests;

/// <summary>What make-secrets.sh prints starts the programs.</summary>
[Trait("Category", "System")]
public sealed class MakeSecretsTests
{
    public static TheoryData<string> Programs { get; } = new(ProgramTable.Migrated.Select(program => program.Name));

    [Fact]
    public async Task Each_program_has_a_Secret_and_keys_that_belong_together_are_equal()
    {
        var secrets = (await MadeSecrets.AllAsync()).ToDictionary(secret => secret.Metadata.Name, secret => secret.StringData);
        Assert.All(ProgramTable.All, program => Assert.Contains($"passinstance-{program.Name}", secrets.Keys));

        string Value(string program, string key) => secrets[$"passinstance-{program}"][key];
        Assert.Single(new HashSet<string>([.. ((string[])["template", "pass", "webhook-dispatch"])
            .Select(program => Value(program, "EventEncryption__Keys__k1"))]));
        foreach (var caller in (string[])["pass", "notification"])
            Assert.Equal(Value("template", $"ServiceCalls__Keys__{caller}"), Value(caller, $"ServiceCalls__Keys__{caller}"));
        // Everything else is a program's own.
        Assert.Equal(6, ProgramTable.All.Select(program => Value(program.Name, "Encryption__Keys__k1")).Distinct().Count());
        foreach (var program in ProgramTable.Migrated)
        {
            Assert.Contains(
                $"Password={secrets[$"passinstance-{program.Name}-database"]["password"]}",
                Value(program.Name, "ConnectionStrings__Postgres"), StringComparison.Ordinal);
        }

        var definitions = JsonElement.Parse(secrets["passinstance-rabbitmq-definitions"]["definitions.json"]);
        var rights = File.ReadLines(Path.Combine(Repository.Root, "deploy/rabbitmq/users.txt")).Where(line => line is not ("" or ['#', ..]))
            .Select(line => line.Split(' ')).ToDictionary(parts => parts[0]);
        foreach (var service in ProgramTable.Services)
        {
            var user = definitions.GetProperty("users").EnumerateArray().Single(one => one.GetProperty("name").GetString() == service.Name);
            Assert.Contains(
                $"amqp://{service.Name}:{user.GetProperty("password").GetString()}@", Value(service.Name, "ConnectionStrings__RabbitMq"),
                StringComparison.Ordinal);
            var granted = definitions.GetProperty("permissions").EnumerateArray()
                .Single(one => one.GetProperty("user").GetString() == service.Name);
            Assert.Equal(
                rights[service.Name][1..],
                ((string[])["configure", "write", "read"]).Select(right => granted.GetProperty(right).GetString()!));
        }
    }

    // Three at once, as three pods of a first installation: no order and no Job is needed.
    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Three_pods_of_a_program_migrate_its_empty_database_at_once_with_what_the_chart_and_the_script_give(string name)
    {
        var program = ProgramTable.All.Single(one => one.Name == name);
        var servers = await TestServers.GetAsync();
        var chart = await RenderedChart.OfAsync("values-small");
        var variables = chart.Objects.OfType<V1ConfigMap>().Single(map => map.Metadata.Name == $"passinstance-{name}").Data
            .Concat((await MadeSecrets.AllAsync()).Single(secret => secret.Metadata.Name == $"passinstance-{name}").StringData)
            .ToDictionary();
        variables["ConnectionStrings__Postgres"] = await servers.CreateDatabaseAsync(name.Replace('-', '_'));
        if (program.UsesBroker)
            variables["ConnectionStrings__RabbitMq"] = await servers.CreateVirtualHostAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => MigrateAsync(program, variables)));

        Assert.All(results, result => Assert.True(result.Code == 0, result.Output + result.Errors));
        // What a pod logs is JSON.
        foreach (var line in results.SelectMany(result => result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)))
            Assert.StartsWith("{", line, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Errors)> MigrateAsync(
        ProgramDefinition program, Dictionary<string, string> variables)
    {
        var start = new System.Diagnostics.ProcessStartInfo(Repository.DotNet, [program.Dll, "--migrate"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(program.Dll)!,
        };
        foreach (var (key, value) in variables)
            start.Environment[key] = value;
        using var process = System.Diagnostics.Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        await process.WaitForExitAsync(deadline.Token);
        return (process.ExitCode, await output, await errors);
    }
}
