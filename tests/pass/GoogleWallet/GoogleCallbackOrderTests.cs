using System.Text.Json;
using Passinstance.Simulators.Google;

namespace Passinstance.Passes.Tests.GoogleWallet;

/// <summary>Google delivers callbacks in any order; they are counted as they happened.</summary>
[Trait("Category", "Integration")]
public sealed class GoogleCallbackOrderTests(GoogleCallbackFixture fixture)
{
    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeMilliseconds(
        DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeMilliseconds());

    /// <summary>
    /// What happened, each a moment after the one before or, without a comma, at the same time; and how many have the pass in the end.
    /// </summary>
    public static TheoryData<string, int> Lives => new()
    {
        { "save,del", 0 },
        { "del,save", 1 },
        { "save del", 0 },
        { "save,save,del", 1 },
        { "save,del,save", 1 },
        { "save,del,del,save", 1 },
        { "save,del,save del", 0 },
        { "save save,del", 1 },
    };

    [Theory]
    [MemberData(nameof(Lives))]
    public async Task Callbacks_are_counted_in_the_order_in_which_they_happened(string life, int holders)
    {
        using var issuer = await fixture.NewIssuerAsync();
        var happened = life.Split(',').SelectMany((moment, i) => moment.Split(' ').Select(what => (what, Start.AddMilliseconds(i))))
            .ToArray();
        var orders = Orders(happened.Length).ToList();

        for (var i = 0; i < orders.Count; i++)
        {
            var pass = await issuer.IssueAsync($"O-{i}");
            var id = await issuer.ObjectIdAsync($"O-{i}");
            var callbacks = Array.ConvertAll(
                happened, one => fixture.Google.Signer.Sign(id, one.what, new CallbackForm { ExpiresAt = one.Item2 }));
            foreach (var one in orders[i])
                Assert.Equal(200, await issuer.CallBackAsync(callbacks[one]));
            Assert.True(await InstallsAsync(issuer, pass) == holders, $"{life} came as {string.Join(' ', orders[i])}");
            // Repeats change nothing.
            foreach (var callback in callbacks)
                Assert.Equal(200, await issuer.CallBackAsync(callback));
            Assert.Equal(holders, await InstallsAsync(issuer, pass));
        }
    }

    [Fact]
    public async Task A_save_that_arrives_after_its_delete_installs_nothing_and_later_ones_do()
    {
        using var issuer = await fixture.NewIssuerAsync();
        var pass = await issuer.IssueAsync("L-1");
        var id = await issuer.ObjectIdAsync("L-1");

        Assert.Equal(200, await issuer.CallBackAsync(Sign(id, "del", 1)));
        Assert.Equal(200, await issuer.CallBackAsync(Sign(id, "save", 0)));
        Assert.Equal(0, await InstallsAsync(issuer, pass));
        Assert.Empty(await issuer.PublishedAsync("PassInstalled"));
        Assert.Empty(await issuer.PublishedAsync("PassUninstalled"));

        Assert.Equal(200, await issuer.CallBackAsync(Sign(id, "save", 3)));
        Assert.Equal(200, await issuer.CallBackAsync(Sign(id, "del", 4)));
        Assert.Equal((1, 1),
            ((await issuer.PublishedAsync("PassInstalled")).Count, (await issuer.PublishedAsync("PassUninstalled")).Count));
        // Another holder saved it before that.
        Assert.Equal(200, await issuer.CallBackAsync(Sign(id, "save", 2)));
        Assert.Equal(1, await InstallsAsync(issuer, pass));
    }

    [Fact]
    public async Task Concurrent_callbacks_are_counted_as_if_they_came_in_turn()
    {
        using var issuer = await fixture.NewIssuerAsync();
        var pass = await issuer.IssueAsync("M-1");
        var id = await issuer.ObjectIdAsync("M-1");
        // Three come, one goes, ten times over; each is delivered twice.
        var callbacks = Enumerable.Range(0, 40).Select(i => Sign(id, i % 4 == 3 ? "del" : "save", i)).ToArray();
        string[] deliveries = [.. callbacks, .. callbacks];
        Random.Shared.Shuffle(deliveries);

        await Parallel.ForEachAsync(
            deliveries, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (callback, _) =>
            Assert.Equal(200, await issuer.CallBackAsync(callback)));

        Assert.Equal(20, await InstallsAsync(issuer, pass));
    }

    [Fact]
    public async Task A_pass_counts_its_own_callbacks_only()
    {
        using var issuer = await fixture.NewIssuerAsync();
        var (first, second) = (await issuer.IssueAsync("T-1"), await issuer.IssueAsync("T-2"));
        var (one, two) = (await issuer.ObjectIdAsync("T-1"), await issuer.ObjectIdAsync("T-2"));

        Assert.Equal(200, await issuer.CallBackAsync(Sign(one, "del", 5)));
        Assert.Equal(200, await issuer.CallBackAsync(Sign(two, "save", 0)));

        Assert.Equal((0, 1), (await InstallsAsync(issuer, first), await InstallsAsync(issuer, second)));
    }

    private string Sign(string objectId, string what, int moment) =>
        fixture.Google.Signer.Sign(objectId, what, new CallbackForm { ExpiresAt = Start.AddMilliseconds(moment) });

    private static async Task<int> InstallsAsync(GoogleIssuer issuer, JsonElement pass) =>
        (await issuer.ReadAsync(pass)).GetProperty("installs").GetInt32();

    private static IEnumerable<int[]> Orders(int count) => count == 0
        ? [[]]
        : Orders(count - 1).SelectMany(
            order => Enumerable.Range(0, count).Select(at => (int[])[.. order[..at], count - 1, .. order[at..]]));
}
