using System.Text.RegularExpressions;
using Npgsql;
using Passinstance.Local.Programs;
using Passinstance.LocalServers;
using Passinstance.LocalServers.Processes;
using Passinstance.Testing.Servers;

namespace Passinstance.System.Tests.Launcher;

/// <summary>The scripts that containers and their operators run.</summary>
[Trait("Category", "Integration")]
public sealed partial class DeploymentScriptTests
{
    [Fact]
    public async Task The_init_script_makes_each_database_owned_by_its_role()
    {
        await using var postgres = await PrivatePostgres.StartNewAsync();
        var administrator = new NpgsqlConnectionStringBuilder(postgres.ConnectionString);
        var passwords = ContainerDescriptionTests.Variables("postgres").Keys.Where(variable =>
            variable.EndsWith("_DATABASE_PASSWORD", StringComparison.Ordinal)).ToDictionary(variable => variable, _ => "it's \"quoted\"");
        var environment = new Dictionary<string, string>(passwords)
        {
            ["PATH"] = $"{PostgresInstallation.FindAll()[0].BinFolder}:/usr/bin:/bin",
            ["PGHOST"] = administrator.Host!,
            ["PGPORT"] = administrator.Port.ToString(),
            ["PGPASSWORD"] = administrator.Password!,
            ["POSTGRES_USER"] = administrator.Username!,
        };

        var (exitCode, output) = await ChildProcess.RunAsync(
            new("sh", Path.Combine(Repository.Root, "deploy/postgres/create-databases.sh")) { Environment = environment },
                CancellationToken.None);

        Assert.True(exitCode == 0, output);
        foreach (var program in ProgramTable.Migrated)
        {
            await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(postgres.ConnectionString)
            {
                Database = program.Database,
                Username = program.Database,
                Password = "it's \"quoted\"",
                Pooling = false,
            }.ConnectionString);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(
                "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()", connection);
            Assert.Equal(program.Database, await command.ExecuteScalarAsync());
        }
    }

    [Fact]
    public async Task The_secrets_script_sets_every_variable_the_description_asks_for_and_never_overwrites()
    {
        var target = Path.Combine(Path.GetTempPath(), $"passinstance-{Guid.NewGuid():n}.env");
        try
        {
            ChildCommand script = new("sh", Path.Combine(Repository.Root, "deploy/docker/make-env.sh"), target);
            var (exitCode, output) = await ChildProcess.RunAsync(script, CancellationToken.None);
            Assert.True(exitCode == 0, output);

            var text = await File.ReadAllTextAsync(target);
            var asked = AskedFor().Matches(await File.ReadAllTextAsync(ContainerDescriptionTests.ComposeFile))
                .Select(match => match.Groups[1].Value).Distinct().Order();
            var set = SetHere().Matches(text).Select(match => match.Groups[1].Value).Order();
            Assert.Equal(asked, set);
            Assert.Contains("BEGIN PRIVATE KEY", text, StringComparison.Ordinal);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(target));

            Assert.Equal(1, (await ChildProcess.RunAsync(script, CancellationToken.None)).ExitCode);
            Assert.Equal(text, await File.ReadAllTextAsync(target));
        }
        finally
        {
            File.Delete(target);
        }
    }

    // What has a default is not asked for.
    [GeneratedRegex(@"\$\{([A-Z_]+)(?:\}|:\?)")]
    private static partial Regex AskedFor();

    [GeneratedRegex("^([A-Z_]+)=", RegexOptions.Multiline)]
    private static partial Regex SetHere();
}
