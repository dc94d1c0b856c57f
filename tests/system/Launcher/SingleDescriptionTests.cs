using Passinstance.Local.Programs;
using Passinstance.LocalServers;

namespace Passinstance.System.Tests.Launcher;

/// <summary>deploy/single gives its one process what the six processes get, and no program another one's secrets.</summary>
[Trait("Category", "Unit")]
public sealed class SingleDescriptionTests
{
    // Set by the process itself: its programs are at addresses of its own.
    private static readonly string[] SetByProcess = ["ASPNETCORE_URLS", "Forwarding__", "ReverseProxy__", "Services__"];

    private static readonly Dictionary<string, string> Variables =
        ((Dictionary<object, object>)ContainerDescriptionTests.ReadServices(
            Path.Combine(Repository.Root, "deploy", "single", "docker-compose.yml"))["passinstance"]["environment"])
        .ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value);

    public static TheoryData<string> Programs { get; } = new(ProgramTable.All.Select(program => program.Name));

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_program_gets_every_variable_and_the_values_of_the_containers(string name)
    {
        var containers = ContainerDescriptionTests.Variables(name);
        var differing = ProgramVariables.NamesFor(ProgramTable.All.Single(program => program.Name == name))
            .Where(variable => !SetByProcess.Any(set => variable.StartsWith(set, StringComparison.Ordinal)))
            .Where(variable => WithoutDefault(containers[variable])
                != WithoutDefault(
                    Variables.GetValueOrDefault(SingleProcess.Prefix(name) + variable) ?? Variables.GetValueOrDefault(variable)));

        Assert.Empty(differing);
    }

    [Fact]
    public void A_secret_has_the_name_of_its_program_before_it()
    {
        var prefixes = ProgramTable.All.Select(program => SingleProcess.Prefix(program.Name)).ToList();
        var secrets = Variables.Where(variable => ((string[])["_KEY", "PASSWORD", "PEPPER"]).Any(
            part => variable.Value.Contains(part, StringComparison.Ordinal)));

        Assert.All(
            secrets.Where(variable => !variable.Value.Contains("PUBLIC_KEY", StringComparison.Ordinal)),
            variable => Assert.Contains(prefixes, prefix => variable.Key.StartsWith(prefix, StringComparison.Ordinal)));
    }


    // ${NAME:?run this first} is ${NAME}.
    private static string? WithoutDefault(string? value) =>
        value?.IndexOf(":?", StringComparison.Ordinal) is >= 0 and var at ? $"{value[..at]}}}" : value;
}
