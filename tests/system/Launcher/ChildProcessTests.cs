using Passinstance.LocalServers.Processes;
using Passinstance.Testing;
using Passinstance.Testing.Servers;

namespace Passinstance.System.Tests.Launcher;

/// <summary>Child processes and how they are tied to this one.</summary>
[Trait("Category", "System")]
public sealed class ChildProcessTests
{
    public static TheoryData<string> Ties => [nameof(LinuxChildTie), nameof(PortableChildTie)];

    [Theory]
    [MemberData(nameof(Ties))]
    public async Task A_killed_child_takes_what_it_started_with_it(string tie)
    {
        using var log = new ProcessLog();
        ChildCommand command = new("sh", "-c",
            "sleep 1000 & echo started; wait")
        { Environment = new Dictionary<string, string> { ["TIE"] = tie } };
        using var child = await ChildProcess.StartAsync(command, log, Tie(tie));
        await Eventually.TrueAsync(() => log.LastLines().Contains("started"), TimeSpan.FromSeconds(30), "the child has a child");
        int[] family = [child.Id, .. ProcessFamily.Descendants(child.Id)];
        Assert.Equal(2, family.Length);

        await child.KillAsync();

        await Eventually.TrueAsync(() => !family.Any(ProcessFamily.IsAlive), TimeSpan.FromSeconds(30), "both ended");
    }

    [Theory]
    [MemberData(nameof(Ties))]
    public async Task A_child_gets_its_variables_and_its_exit_code_and_output_come_back(string tie)
    {
        using var log = new ProcessLog();
        ChildCommand command = new("sh", "-c", "echo \"$ASKED-$HIDDEN\"; exit 7")
        {
            Environment = new Dictionary<string, string> { ["ASKED"] = "yes" },
            Hides = name => name == "HIDDEN",
        };
        using var child = await ChildProcess.StartAsync(command, log, Tie(tie));

        Assert.Equal(7, await child.Exited);
        Assert.Equal(["yes-"], log.LastLines());
    }

    [Theory]
    [MemberData(nameof(Ties))]
    public async Task A_child_is_asked_to_end_before_it_is_killed(string tie)
    {
        using var log = new ProcessLog();
        ChildCommand polite = new("sh", "-c", "trap 'exit 3' TERM; echo ready; while :; do sleep 0.05; done");
        using var child = await ChildProcess.StartAsync(polite, log, Tie(tie));
        await Eventually.TrueAsync(() => log.LastLines().Contains("ready"), TimeSpan.FromSeconds(30), "the child is ready");

        Assert.True(await child.StopAsync(PosixCalls.Terminate, TimeSpan.FromSeconds(30)));
        Assert.Equal(3, await child.Exited);
    }

    private static IChildTie Tie(string name) => name == nameof(LinuxChildTie) ? new LinuxChildTie() : new PortableChildTie();
}
