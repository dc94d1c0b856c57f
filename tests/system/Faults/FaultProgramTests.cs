using System.Diagnostics;
using System.Text.Json;
using Passinstance.LocalServers;

namespace Passinstance.System.Tests.Faults;

/// <summary>
/// The short form of the fault program, which breaks the five processes, the broker and the database in every way they must survive.
/// </summary>
[Trait("Category", "System")]
public sealed class FaultProgramTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(20);

    // Every fault of the short form, so that one that is no longer run is noticed. The message that kills its process ten times takes
    // minutes and is left to the full form.
    private static readonly string[] Faults =
    [
        "calm", "SIGKILL gateway", "SIGKILL template", "SIGKILL pass", "SIGKILL webhook-dispatch", "SIGKILL notification",
        "broker stopped", "broker loses its disk",
        "PostgreSQL killed", "sessions ended every second", "relay frozen past its lease", "fails between confirm and delete",
        "poison: unreadable, unknown, throwing",
        "eight relays at once", "long transaction open", "clock five minutes ahead",
    ];

    [Fact]
    public async Task Whatever_is_broken_no_change_is_lost_and_none_counts_twice()
    {
        var start = new ProcessStartInfo(Repository.DotNet,
            [Repository.Program("Passinstance.Benchmarks"), "faults", "--short"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        using var program = Process.Start(start)!;
        try
        {
            using var deadline = new CancellationTokenSource(Deadline);
            var errors = program.StandardError.ReadToEndAsync(deadline.Token);
            var printed = await program.StandardOutput.ReadToEndAsync(deadline.Token);
            await program.WaitForExitAsync(deadline.Token);
            output.WriteLine(printed);
            output.WriteLine(await errors);

            var figures = JsonElement.Parse(printed.TrimEnd().Split('\n')[^1]);
            var rounds = figures.GetProperty("rounds").EnumerateArray().ToList();
            Assert.Equal(Faults, rounds.Select(round => round.GetProperty("fault").GetString()));
            Assert.All(rounds, round => Assert.True(round.GetProperty("committed").GetInt32() >= 200, $"Too few changes: {round}"));
            Assert.Equal(0, figures.GetProperty("lost").GetInt32());
            Assert.Equal(0, figures.GetProperty("doubled").GetInt32());
            // What is broken there are the broker and the consumers: customers must not notice.
            foreach (var quiet in new[] { "calm", "SIGKILL template", "SIGKILL webhook-dispatch", "SIGKILL notification", "broker stopped",
                "broker loses its disk", "eight relays at once" })
                Assert.Equal(0, rounds.Single(round => round.GetProperty("fault").GetString() == quiet).GetProperty("failedRequests")
                    .GetInt64());
            Assert.Equal(0, program.ExitCode);
        }
        finally
        {
            // Its children end with it.
            if (!program.HasExited)
                program.Kill(entireProcessTree: true);
        }
    }
}
