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

    private static readonly Dictionary<string, Dictionary<object, object>> Services = ReadServices();

    public static TheoryData<string> Programs { get; } = new(ProgramTable.All.Select(program => program.Name));

    [Fact]
    public void Containers_are_the_programs_each_with_its_migration_the_two_servers_and_their_setup()
    {
        var expected = ProgramTable.All.SelectMany(program => (string[])[program.Name, program.Name + Migration])
            .Concat(["postgres", "rabbitmq", "rabbitmq-users"]);

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

        Assert.StartsWith($"Host=postgres;Database={program.Database};Username={program.Database};",
            Variables(name)["ConnectionStrings__Postgres"], StringComparison.Ordinal);
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
        }
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_program_starts_after_every_migration_and_a_migration_only_migrates(string name)
    {
        var waitsFor = (Dictionary<object, object>)Services[name]["depends_on"];

        Assert.Equal(ProgramTable.All.Select(program => (object)(program.Name + Migration)).Order(), waitsFor.Keys.Order());
        Assert.All(waitsFor.Values, condition =>
            Assert.Equal("service_completed_successfully", ((Dictionary<object, object>)condition)["condition"]));
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

    internal static string ComposeFile => Path.Combine(Repository.Root, "docker-compose.yml");

    private static ProgramDefinition Find(string name) => ProgramTable.All.Single(program => program.Name == name);

    internal static Dictionary<string, string> Variables(string service) =>
        ((Dictionary<object, object>)Services[service]["environment"])
            .ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value);

    private static Dictionary<string, Dictionary<object, object>> ReadServices()
    {
        using var reader = new StreamReader(ComposeFile);
        var document = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(new MergingParser(new Parser(reader)));
        return ((Dictionary<object, object>)document["services"])
            .ToDictionary(entry => (string)entry.Key, entry => (Dictionary<object, object>)entry.Value);
    }

    [GeneratedRegex("^ReverseProxy__Clusters__(.+)__Destinations__primary__Address$")]
    private static partial Regex ClusterAddress();
}
