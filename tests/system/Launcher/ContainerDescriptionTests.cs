using System.Text.RegularExpressions;
using Passinstance.Local.Programs;
using Passinstance.LocalServers;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Passinstance.System.Tests.Launcher;

/// <summary>docker-compose.yml starts what the launcher starts, with the variables the launcher sets. It cannot drift unnoticed.</summary>
[Trait("Category", "Unit")]
public sealed partial class ContainerDescriptionTests
{
    private const string Migration = "-migrate";

    private static readonly Dictionary<string, Dictionary<object, object>> Services = ReadServices(ComposeFile);

    public static TheoryData<string> Programs { get; } = new(ProgramTable.All.Select(program => program.Name));

    public static TheoryData<string> Migrated { get; } = new(ProgramTable.Migrated.Select(program => program.Name));

    [Fact]
    public void Containers_are_the_programs_each_with_its_migration_the_two_servers_and_their_setup()
    {
        var expected = ProgramTable.All.Select(program => program.Name)
            .Concat(ProgramTable.Migrated.Select(program => program.Name + Migration))
            .Concat(["first-key", "collector", "viewer", "postgres", "rabbitmq", "rabbitmq-users"]);

        Assert.Equal(expected.Order(), Services.Keys.Order());
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_program_gets_exactly_the_variables_the_launcher_sets(string name)
    {
        var program = Find(name);

        Assert.Equal(ProgramVariables.NamesFor(program).Order(), Variables(name).Keys.Order());
        if (program.HasDatabase)
            Assert.Equal(Variables(name), Variables(name + Migration));
    }

    [Theory]
    [MemberData(nameof(Migrated))]
    public void A_program_has_its_own_database_and_role_and_an_image_of_its_own_that_is_built_once(string name)
    {
        var program = Find(name);
        var arguments = (Dictionary<object, object>)((Dictionary<object, object>)Services[name]["build"])["args"];

        Assert.StartsWith($"Host=postgres;Database={program.Database};Username={program.Database};",
            Variables(name)["ConnectionStrings__Postgres"], StringComparison.Ordinal);
        Assert.Equal(program.Project, arguments["PROGRAM"]);
        Assert.Contains($" {program.Folder}/{program.Project}", Dockerfile, StringComparison.Ordinal);
        Assert.Equal($"${{PASSINSTANCE_IMAGES:-passinstance.local}}/{name}:${{VERSION:-dev}}", Services[name]["image"]);
        Assert.Equal(Services[name]["image"], Services[name + Migration]["image"]);
        Assert.False(Services[name + Migration].ContainsKey("build"));
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
            else if (variable.StartsWith("Services__", StringComparison.Ordinal))
                Assert.Equal($"http://{variable["Services__".Length..].ToLowerInvariant()}:8080", value);
        }
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_program_starts_after_every_migration_and_a_migration_only_migrates(string name)
    {
        var waitsFor = (Dictionary<object, object>)Services[name]["depends_on"];

        Assert.Equal(
            ProgramTable.Migrated.Select(program => program.Name + Migration).Concat(name == "gateway" ? ["first-key"] : []).Order(),
            waitsFor.Keys.Cast<string>().Order());
        Assert.All(waitsFor.Values, condition =>
            Assert.Equal("service_completed_successfully", ((Dictionary<object, object>)condition)["condition"]));
        if (Find(name).HasDatabase)
            Assert.Equal(["--migrate"], (List<object>)Services[name + Migration]["command"]);
        Assert.False(Services[name].ContainsKey("command"));
    }

    [Fact]
    public void Only_the_gateway_and_the_viewer_of_telemetry_publish_a_port_and_only_on_this_machine()
    {
        var published = Services.Where(service => service.Value.ContainsKey("ports")).ToList();
        Assert.Equal(["gateway", "viewer"], published.Select(service => service.Key).Order());
        Assert.All(
            published.SelectMany(service => (List<object>)service.Value["ports"]),
            port => Assert.StartsWith("127.0.0.1:", (string)port, StringComparison.Ordinal));
    }

    // Builds that run side by side and write into one package folder break each other.
    [Fact]
    public void All_programs_are_built_in_one_stage_and_the_package_folder_is_locked()
    {
        var stages = Dockerfile.Split('\n').Where(line => line.StartsWith("FROM ", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, stages.Count);
        var build = Dockerfile[..Dockerfile.IndexOf(stages[1], StringComparison.Ordinal)];
        // An argument that differs per program would make the stage a different one for each.
        Assert.DoesNotContain("ARG PROGRAM", build, StringComparison.Ordinal);
        Assert.Contains("type=cache,target=/root/.nuget/packages,sharing=locked", build, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_program_is_restricted_has_a_limit_and_is_seen_as_ready_within_a_second(string name)
    {
        var service = Services[name];
        Assert.Equal(true.ToString(), (string)service["read_only"], ignoreCase: true);
        Assert.Equal(["ALL"], (List<object>)service["cap_drop"]);
        Assert.Matches("^[0-9]+[MG]$", (string)service["mem_limit"]);
        Assert.True(((Dictionary<object, object>)service["labels"]).Count > 0);
        Assert.Equal("1s", ((Dictionary<object, object>)service["healthcheck"])["start_interval"]);
        var drain = int.Parse(Variables(name)["Shutdown__DrainSeconds"], null);
        Assert.True(int.Parse(((string)service["stop_grace_period"]).TrimEnd('s'), null) > drain + 8);
    }

    // As docs/operations.md gives them; a program and its migration, and the first key.
    [Fact]
    public void The_pools_of_all_programs_fit_into_the_databases_connections()
    {
        var max = int.Parse(((string)((List<object>)Services["postgres"]["command"])[^1]).Split('=')[1], null);
        const int pools = 15 + 5 + 15 + 25 + 20 + 15;
        Assert.True(pools + 10 < max);
    }

    [Fact]
    public void Servers_are_of_the_supported_major_version_and_pinned()
    {
        Assert.Matches(@"^postgres:17\.\d+$", (string)Services["postgres"]["image"]);
        Assert.Matches(@"^rabbitmq:4\.\d+\.\d+$", (string)Services["rabbitmq"]["image"]);
    }

    private static string Dockerfile => File.ReadAllText(Path.Combine(Repository.Root, "deploy", "docker", "Dockerfile"));

    internal static string ComposeFile => Path.Combine(Repository.Root, "docker-compose.yml");

    private static ProgramDefinition Find(string name) => ProgramTable.All.Single(program => program.Name == name);

    internal static Dictionary<string, string> Variables(string service) =>
        ((Dictionary<object, object>)Services[service]["environment"])
            .ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value);

    internal static Dictionary<string, Dictionary<object, object>> ReadServices(string file)
    {
        using var reader = new StreamReader(file);
        var document = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(new MergingParser(new Parser(reader)));
        return ((Dictionary<object, object>)document["services"])
            .ToDictionary(entry => (string)entry.Key, entry => (Dictionary<object, object>)entry.Value);
    }

    [GeneratedRegex("^ReverseProxy__Clusters__(.+)__Destinations__primary__Address$")]
    private static partial Regex ClusterAddress();
}
