using System.Text.RegularExpressions;
using Passinstance.Local.Programs;
using Passinstance.LocalServers;
using Passinstance.LocalServers.Processes;
using Passinstance.Testing.Servers;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Passinstance.System.Tests.Launcher;

/// <summary>docker-compose.yml starts what the launcher starts, with the variables the launcher sets. It cannot drift unnoticed.</summary>
public sealed partial class ContainerDescriptionTests
{
    private const string Migration = "-migrate";

    private static readonly Dictionary<string, Dictionary<object, object>> Services = ReadServices();

    public static TheoryData<string> Programs { get; } = new(ProgramTable.All.Select(program => program.Name));

    [Fact]
    public void Containers_are_the_programs_each_with_its_migration_and_the_two_servers()
    {
        var expected = ProgramTable.All.SelectMany(program => (string[])[program.Name, program.Name + Migration]).Concat(["postgres", "rabbitmq"]);

        Assert.Equal(expected.Order(), Services.Keys.Order());
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_program_gets_exactly_the_variables_the_launcher_sets(string name)
    {
        var program = Find(name);

        Assert.Equal(ProgramVariables.NamesFor(program).Order(), Variables(name).Keys.Order());
        Assert.Equal(Variables(name), Variables(name + Migration));
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_program_has_its_own_database_and_role_and_is_built_from_its_own_folder(string name)
    {
        var program = Find(name);
        var arguments = (Dictionary<object, object>)((Dictionary<object, object>)Services[name]["build"])["args"];

        Assert.StartsWith($"Host=postgres;Database={program.Database};Username={program.Database};", Variables(name)["ConnectionStrings__Postgres"], StringComparison.Ordinal);
        Assert.Equal(program.Folder, arguments["PROGRAM_FOLDER"]);
        Assert.Equal(program.Project, arguments["PROGRAM"]);
        Assert.True(File.Exists(program.ProjectFile), program.ProjectFile);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void Addresses_name_the_container_they_are_for(string name)
    {
        foreach (var (variable, value) in Variables(name))
        {
            if (ClusterAddress().Match(variable) is { Success: true } match)
                Assert.Equal($"http://{match.Groups[1].Value}:8080", value);
            else if (variable == "Services__Template")
                Assert.Equal("http://template:8080", value);
            else if (variable == "Services__Pass")
                Assert.Equal("http://pass:8080", value);
        }
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_program_starts_after_every_migration_and_a_migration_only_migrates(string name)
    {
        var waitsFor = (Dictionary<object, object>)Services[name]["depends_on"];

        Assert.Equal(ProgramTable.All.Select(program => (object)(program.Name + Migration)).Order(), waitsFor.Keys.Order());
        Assert.All(waitsFor.Values, condition => Assert.Equal("service_completed_successfully", ((Dictionary<object, object>)condition)["condition"]));
        Assert.Equal(["--migrate"], (List<object>)Services[name + Migration]["command"]);
        Assert.False(Services[name].ContainsKey("command"));
    }

    [Fact]
    public void Only_the_gateway_publishes_a_port() =>
        Assert.Equal(["gateway"], Services.Where(service => service.Value.ContainsKey("ports")).Select(service => service.Key));

    [Fact]
    public void Servers_are_of_the_supported_major_version_and_pinned()
    {
        Assert.Matches(@"^postgres:17\.\d+$", (string)Services["postgres"]["image"]);
        Assert.Matches(@"^rabbitmq:4\.\d+\.\d+$", (string)Services["rabbitmq"]["image"]);
    }

    [Fact]
    public async Task The_init_script_makes_each_database_owned_by_its_role()
    {
        await using var postgres = await PrivatePostgres.StartNewAsync();
        var administrator = new Npgsql.NpgsqlConnectionStringBuilder(postgres.ConnectionString);
        var passwords = Variables("postgres").Keys.Where(variable => variable.EndsWith("_DATABASE_PASSWORD", StringComparison.Ordinal)).ToDictionary(variable => variable, _ => "it's \"quoted\"");
        var environment = new Dictionary<string, string>(passwords)
        {
            ["PATH"] = $"{PostgresInstallation.FindAll()[0].BinFolder}:/usr/bin:/bin",
            ["PGHOST"] = administrator.Host!,
            ["PGPORT"] = administrator.Port.ToString(),
            ["PGPASSWORD"] = administrator.Password!,
            ["POSTGRES_USER"] = administrator.Username!,
        };

        var (exitCode, output) = await ChildProcess.RunAsync(
            new("sh", Path.Combine(Repository.Root, "deploy/postgres/create-databases.sh")) { Environment = environment }, CancellationToken.None);

        Assert.True(exitCode == 0, output);
        foreach (var program in ProgramTable.All)
        {
            await using var connection = new Npgsql.NpgsqlConnection(new Npgsql.NpgsqlConnectionStringBuilder(postgres.ConnectionString)
            {
                Database = program.Database,
                Username = program.Database,
                Password = "it's \"quoted\"",
                Pooling = false,
            }.ConnectionString);
            await connection.OpenAsync();
            await using var command = new Npgsql.NpgsqlCommand("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()", connection);
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
            var asked = AskedFor().Matches(await File.ReadAllTextAsync(ComposeFile)).Select(match => match.Groups[1].Value).Distinct().Order();
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

    private static string ComposeFile => Path.Combine(Repository.Root, "docker-compose.yml");

    private static ProgramDefinition Find(string name) => ProgramTable.All.Single(program => program.Name == name);

    private static Dictionary<string, string> Variables(string service) =>
        ((Dictionary<object, object>)Services[service]["environment"]).ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value);

    private static Dictionary<string, Dictionary<object, object>> ReadServices()
    {
        using var reader = new StreamReader(ComposeFile);
        var document = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(new MergingParser(new Parser(reader)));
        return ((Dictionary<object, object>)document["services"]).ToDictionary(entry => (string)entry.Key, entry => (Dictionary<object, object>)entry.Value);
    }

    [GeneratedRegex("^ReverseProxy__Clusters__(.+)__Destinations__primary__Address$")]
    private static partial Regex ClusterAddress();

    [GeneratedRegex(@"\$\{([A-Z_]+)")]
    private static partial Regex AskedFor();

    [GeneratedRegex("^([A-Z_]+)=", RegexOptions.Multiline)]
    private static partial Regex SetHere();
}
