using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Passinstance.Contracts.V1;
using Passinstance.Notifications.GoogleWallet;
using Passinstance.Notifications.Tests.Fixtures;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Simulators.Google;
using Passinstance.Testing;

namespace Passinstance.Notifications.Tests.GoogleWallet;

/// <summary>What Google has, and which changes holders were notified of, when the process that writes to it is killed.</summary>
[Trait("Category", "Integration")]
public sealed class GoogleFaultTests
{
    private const int Each = 100;
    private const int Overtaken = 20;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);
    private static readonly Dictionary<string, string?> Fast = new() { ["GoogleWallet:CallsASecond"] = "500" };

    [Fact]
    public async Task A_killed_process_leaves_no_pass_out_inserts_none_twice_takes_none_back_and_notifies_no_holder_twice()
    {
        await using var fixture = await NotificationFixture.StartAsync(settings: Fast);
        var tenant = await fixture.NewGoogleTenantAsync();
        var google = tenant.Google;
        google.CallsASecond = 1000;
        // Of those at Google already, the holders were notified of one change today.
        var known = Passes();
        foreach (var version in (int[])[1, 2])
        {
            await ChangeAsync(tenant, known, version);
            await NothingWaitsAsync(tenant);
        }

        Assert.Equal(Each, google.Notices.Count);
        // From here on this process sends nothing: it only consumes events.
        await tenant.Service.App.Services.GetServices<IHostedService>().OfType<GoogleWorker>().Single().StopAsync(CancellationToken.None);
        var fresh = Passes();
        Guid[] overtaken = [.. known.Take(Overtaken), .. fresh.Take(Overtaken)];
        var notification = Guid.CreateVersion7();
        await ChangeAsync(tenant, known, 3, notification);
        await ChangeAsync(tenant, fresh, 1);
        var (before, settings) = (google.Calls.Count, fixture.Settings);

        foreach (var (version, calls) in ((int, int)[])[(4, 64), (5, 57)])
        {
            // Google stops answering in the middle of a batch, and does the rest of it when the process is gone.
            var rest = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            google.StandingAnswer = new GoogleScript { Until = rest.Task };
            google.AnswerNext(Enumerable.Repeat(new GoogleScript(), calls));
            before += calls;
            await using (NotificationProgram.Start(tenant.Service, settings))
                await Eventually.TrueAsync(() => google.Calls.Count >= before && google.UnderWay > 0, Deadline, $"{calls} more calls");
            rest.SetResult();
            await Eventually.TrueAsync(() => google.UnderWay == 0, Deadline, "Google has done the rest");
            before = google.Calls.Count;
            Assert.NotEqual(0, await WaitingAsync(tenant, CancellationToken.None));
            // As if the leases of the process had run out; some passes have changed meanwhile.
            await ChangeAsync(tenant, overtaken, version);
            await tenant.Service.ScalarAsync<object>(
                "UPDATE google_objects SET available_at = clock_timestamp(), claim_id = NULL WHERE available_at IS NOT NULL");
        }

        google.StandingAnswer = null;
        await using (NotificationProgram.Start(tenant.Service, settings))
        {
            await NothingWaitsAsync(tenant);
            // One more change for those whose holders were notified three times.
            await ChangeAsync(tenant, known, 6);
            await NothingWaitsAsync(tenant);
        }

        var taken = google.Calls.Where(call => call.Status == 200).GroupBy(ObjectIdOf)
            .ToDictionary(pass => pass.Key, pass => pass.ToList());
        var notified = google.Notices.GroupBy(notice => notice.ObjectId)
            .ToDictionary(pass => pass.Key, pass => pass.Select(notice => notice.What).ToList());
        var message = TypeId.Format(IdPrefixes.Notification, notification);
        Assert.All(known.Concat(fresh), pass =>
        {
            var id = tenant.ObjectId(pass);
            var isKnown = known.Contains(pass);
            var isOvertaken = overtaken.Contains(pass);
            Assert.Equal(isKnown ? "6" : isOvertaken ? "5" : "1", (string?)google.FindObject(id)!["loyaltyPoints"]!["balance"]!["string"]);
            Assert.Single(taken[id], call => call.Method == "POST" && call.Path == "loyaltyObject");
            var versions = taken[id].Select(PointsOf).OfType<int>().ToList();
            Assert.Equal(versions.Order(), versions);
            var notices = notified.GetValueOrDefault(id, []);
            Assert.True(notices.Count(what => what == message) <= 1 && notices.Count <= 3,
                $"{id} was notified {string.Join(", ", notices)}");
            if (!isKnown)
                return;
            Assert.Single(google.FindObject(id)!["messages"]!.AsArray(), one => (string?)one!["id"] == message);
            // A change in between may have been notified in place of the message; without it, all is known.
            if (!isOvertaken)
                Assert.Equal(["update", "update", message], notices);
        });
        var undisturbed = known[Overtaken..];
        Assert.Equal(
            undisturbed.Length,
            await tenant.Service.ScalarAsync<long>(
                $"SELECT count(*) FROM google_messages WHERE status = 'accepted' AND {Among(undisturbed)}"));
        Assert.Equal(
            (long)Each,
            await tenant.Service.ScalarAsync<long>("SELECT count(*) FROM google_messages WHERE status IN ('accepted', 'silent')"));
        Assert.Equal(
            undisturbed.Length,
            await tenant.Service.ScalarAsync<long>(
                $"SELECT count(*) FROM google_objects WHERE cardinality(notified_at) = 3 AND {Among(undisturbed)}"));
        Assert.Equal(
            (long)Each - Overtaken,
            await tenant.Service.ScalarAsync<long>(
                $"SELECT count(*) FROM google_objects WHERE cardinality(notified_at) = 0 AND {Among(fresh[Overtaken..])}"));
        // The count was right: Google never had to refuse a fourth.
        Assert.DoesNotContain(
            google.Calls, call => call.Status == 429 && undisturbed.Any(pass => ObjectIdOf(call) == tenant.ObjectId(pass)));
        Assert.Equal(0L, await tenant.Service.ScalarAsync<long>("SELECT count(*) FROM google_objects WHERE failure IS NOT NULL"));
    }

    private static Guid[] Passes() => [.. Enumerable.Range(0, Each).Select(_ => Guid.CreateVersion7())];

    private static async Task ChangeAsync(GoogleTenant tenant, Guid[] passes, int version, Guid? notification = null)
    {
        foreach (var some in passes.Chunk(25))
        {
            await Task.WhenAll(some.Select(pass => tenant.ChangeAsync(
                pass, version, content => tenant.Loyalty(pass, $"{version}", content) with { IsSaved = notification is not null },
                changed =>
                    notification is null
                        ? changed
                        : changed with
                        {
                            NotificationId = notification,
                            Message = new HolderMessage { Header = "News", Body = "Hello" },
                        })));
        }
    }

    private static Task<long> WaitingAsync(GoogleTenant tenant, CancellationToken cancellationToken) =>
        tenant.Service.ScalarAsync<long>("SELECT count(*) FROM google_objects WHERE available_at IS NOT NULL", cancellationToken);

    private static Task NothingWaitsAsync(GoogleTenant tenant) =>
        Eventually.TrueAsync(async token => await WaitingAsync(tenant, token) == 0, Deadline, "nothing waits");

    private static string ObjectIdOf(GoogleCallRecord call) =>
        (string?)call.Body?["id"] ?? Uri.UnescapeDataString(call.Path.Split('/') is [_, var id, ..] ? id : "");

    private static int? PointsOf(GoogleCallRecord call) =>
        call.Body?["loyaltyPoints"]?["balance"]?["string"] is { } points
            ? int.Parse((string)points!, System.Globalization.CultureInfo.InvariantCulture)
            : null;

    private static string Among(Guid[] passes) => $"pass_id IN ({string.Join(", ", passes.Select(pass => $"'{pass}'"))})";
}
