using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Passinstance.Local.Programs;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Simulators.Phone;

namespace Passinstance.Benchmarks.Restore;

/// <summary>One thing that is compared after the restore: how many there are, and how many are not as they must be.</summary>
internal sealed record Compared(string What, int Count, int Wrong);

/// <summary>
/// Restores the five databases to five different moments, with the broker lost, while an issuer works; runs the documented commands; and
/// compares at the end what phones show, what webhooks received, and what each service holds of the others.
/// </summary>
internal static class RestoreProgram
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    // From a registration to its event at the notification service.
    private static readonly TimeSpan RegistrationDelay = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan PhoneDeadline = TimeSpan.FromSeconds(20);

    // Which database comes back at the earliest moment, and so on to the latest.
    private static readonly string[][] Orders =
    [
        ["template", "pass", "webhook-dispatch", "notification", "gateway"],
        ["notification", "webhook-dispatch", "gateway", "pass", "template"],
    ];

    internal static Command Command()
    {
        var quick = new Option<bool>("--quick") { Description = "One order of moments, two seconds apart." };
        var rate = new Option<int>("--rate")
        {
            Description = "Requests a second.",
            DefaultValueFactory = _ => 40,
            HelpName = "N",
        };
        var order = new Option<int?>("--order") { Description = "Only this order of moments, 1 or 2.", HelpName = "N" };
        order.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1 or > 2)
                result.AddError("--order must be 1 or 2.");
        });
        var command = new Command("restore", "Restores the five databases to different moments and compares everything afterwards.")
        {
            quick, rate, order,
        };
        command.SetAction((result, stop) => RunAsync(
            result.GetValue(quick), result.GetValue(rate), result.GetValue(order), stop));
        return command;
    }

    private static async Task<int> RunAsync(bool isQuick, int rate, int? only, CancellationToken stop)
    {
        var rounds = new List<object>();
        var wrong = 0;
        var chosen = only is { } number ? Orders[(number - 1)..number] : isQuick ? Orders[..1] : Orders;
        foreach (var order in chosen)
        {
            var (result, failures) = await RoundAsync(order, TimeSpan.FromSeconds(isQuick ? 2 : 6), rate, stop);
            rounds.Add(result);
            wrong += failures;
        }

        Console.WriteLine(JsonSerializer.Serialize(new { rounds, wrong }, JsonSerializerOptions.Web));
        return wrong == 0 ? 0 : 1;
    }

    private static async Task<(object Result, int Wrong)> RoundAsync(
        IReadOnlyList<string> order, TimeSpan distance, int rate, CancellationToken stop)
    {
        Console.WriteLine("Starting five PostgreSQL (fsync on, WAL archived), RabbitMQ and five programs ...");
        await using var system = await RestoreSystem.StartAsync(stop);
        var load = new RestoreLoad(system);
        await load.PrepareAsync(stop);
        await system.BackUpAsync(stop);
        var moments = await WorkAsync(system, load, order, distance, rate, stop);
        var sentBefore = system.Endpoint.Events.Count;
        Console.WriteLine($"Lost: five disks and the broker, after {load.Requests} requests, {load.Passes.Count} passes and {sentBefore} "
            + "events that webhooks had received.");
        await system.RestoreAsync(moments, stop);
        foreach (var program in order)
            Console.WriteLine($"  {program,-17} restored to {moments[Find(program)]:HH:mm:ss.fff}");
        var start = Stopwatch.GetTimestamp();
        var findings = await MendAsync(system, moments, stop);
        var passes = await system.ReadAsync(Find("pass"), "SELECT id, (voided_at IS NOT NULL)::int FROM passes", stop);
        var lost = load.Forget(passes.ToDictionary(pass => TypeId.Format(IdPrefixes.Pass, pass.Key), pass => pass.Value == 1));
        var registeredUntil = moments[Find("pass")] > moments[Find("notification")] ? moments[Find("pass")] : moments[Find("notification")];
        var unknown = load.Passes.Where(pass => pass.AddedAt > registeredUntil - RegistrationDelay).ToHashSet();
        await QuietAsync(system, stop);
        var mended = Stopwatch.GetElapsedTime(start);
        Console.WriteLine($"The documented commands and their background work took {mended.TotalSeconds:0.0} s.");

        // What the services hold at once, before anything changes again.
        var compared = new List<Compared>();
        var published = new HashSet<Guid>();
        await CompareAsync("after the commands", system, load, unknown, published, compared, stop);
        load.Changes.Clear();
        await load.ChangeAllAsync(stop);
        await load.RunAsync(rate, Task.Delay(distance, stop), stop);
        await QuietAsync(system, stop);
        await CompareAsync("after new changes", system, load, unknown, published, compared, stop);
        compared.Add(await DeliveredAsync(system, load, stop));

        var repeated = system.Endpoint.Events.Values.Count(one => one.Times > 1);
        var feed = await system.QueryAsync<long>(Find("webhook-dispatch"), "SELECT count(*) FROM events WHERE NOT is_test", stop);
        var ofLost = await LostInFeedAsync(system, lost, stop);
        Console.WriteLine($"{"compared",-64} {"count",6} {"wrong",6}");
        foreach (var one in compared)
            Console.WriteLine($"{one.What,-64} {one.Count,6} {one.Wrong,6}");
        Console.WriteLine($"{"events that a webhook received twice, under the same id",-64} {repeated,6}");
        Console.WriteLine($"{"passes that were issued after the moment of the pass database",-64} {lost.Count,6}");
        Console.WriteLine($"{"  of these named by the event feed",-64} {ofLost,6}");
        Console.WriteLine($"{"phones that registered after both moments, which nobody knows",-64} {unknown.Count,6}");
        Console.WriteLine($"{"events in the feed",-64} {feed,6}");
        foreach (var (finding, count) in findings.GroupBy(text => text).Select(group => (group.Key, group.Count())))
            Console.WriteLine($"{finding,-64} {count,6}");
        var wrong = compared.Sum(one => one.Wrong);
        if (wrong > 0)
        {
            system.KeepsLogs = true;
            Console.WriteLine($"The logs stay in {system.Folder}.");
        }

        await load.Phone.DisposeAsync();
        return (new
        {
            order,
            compared,
            requests = load.Requests,
            mendedSeconds = Math.Round(mended.TotalSeconds, 1),
            repeated,
            lostPasses = lost.Count,
            lostPassesInFeed = ofLost,
            registrationsLostEverywhere = unknown.Count,
            findings = findings.GroupBy(text => text).ToDictionary(group => group.Key, group => group.Count()),
        }, wrong);
    }

    // Under load, a moment for each database in turn, and then some more that all of them lose.
    private static async Task<Dictionary<ProgramDefinition, DateTimeOffset>> WorkAsync(
        RestoreSystem system, RestoreLoad load, IReadOnlyList<string> order, TimeSpan distance, int rate, CancellationToken stop)
    {
        var moments = new Dictionary<ProgramDefinition, DateTimeOffset>();
        await load.RunAsync(rate, TakeAsync(), stop);
        return moments;

        async Task TakeAsync()
        {
            foreach (var name in order)
            {
                await Task.Delay(distance, stop);
                moments[Find(name)] = await system.NowAsync(Find(name), stop);
            }

            await Task.Delay(distance, stop);
            // A recovery needs a commit after its moment to find it.
            foreach (var name in order)
                await system.QueryAsync<string>(Find(name), "SELECT pg_current_xact_id()::text", stop);
        }
    }

    // As docs/operations.md says.
    private static async Task<IReadOnlyList<string>> MendAsync(
        RestoreSystem system, IReadOnlyDictionary<ProgramDefinition, DateTimeOffset> moments, CancellationToken stop)
    {
        var findings = new List<string>();
        var since = moments.Values.Min().UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        foreach (var program in ProgramTable.Migrated)
            await system.RunAsync(program, stop, "--migrate");
        // The template service first, and it serves: the pass service reads from it.
        await RunAsync("template");
        await system.StartAsync(Find("template"), stop);
        foreach (var name in (string[])["pass", "webhook-dispatch", "notification", "gateway"])
            await RunAsync(name);
        // Each is a neighbor of the others, too.
        foreach (var name in (string[])["webhook-dispatch", "notification"])
            await RunAsync(name, "--other", "--since", since);
        // Notification last: it pushes, and phones ask at once.
        foreach (var name in (string[])["pass", "webhook-dispatch", "gateway", "notification"])
            await system.StartAsync(Find(name), stop);
        return findings;

        async Task RunAsync(string name, params string[] options)
        {
            foreach (var line in await system.RunAsync(Find(name), stop, ["after-restore", .. options]))
            {
                if (line.TryGetProperty("finding", out var finding) && finding.TryGetProperty("found", out var found))
                    findings.Add($"templates of which the pass database was {found.GetString()}");
            }
        }
    }

    // Nothing is under way: no step, no event, no message, no push, no delivery.
    private static async Task QuietAsync(RestoreSystem system, CancellationToken stop)
    {
        (string Program, string Sql)[] waiting =
        [
            ("pass", "SELECT count(*) FROM restore_steps WHERE completed_at IS NULL"),
            ("template", "SELECT count(*) FROM outbox_messages"),
            ("pass", "SELECT count(*) FROM outbox_messages"),
            ("notification", "SELECT count(*) FROM outbox_messages"),
            ("webhook-dispatch", "SELECT count(*) FROM outbox_messages"),
            ("notification", "SELECT count(*) FROM apple_pushes WHERE available_at < 'infinity'"),
            ("webhook-dispatch", "SELECT count(*) FROM deliveries WHERE status = 'pending'"),
            ("pass", """
                SELECT count(*) FROM passes p JOIN template_replicas t ON t.organization_id = p.organization_id AND t.id = p.template_id
                WHERE p.template_version < t.version AND p.voided_at IS NULL
                """),
        ];
        var quiet = 0;
        for (var start = Stopwatch.GetTimestamp(); quiet < 3 && Stopwatch.GetElapsedTime(start) < Deadline;)
        {
            var open = 0L;
            foreach (var (program, sql) in waiting)
                open += await system.QueryAsync<long>(Find(program), sql, stop);
            quiet = open == 0 ? quiet + 1 : 0;
            await Task.Delay(TimeSpan.FromMilliseconds(300), stop);
        }
    }

    private static async Task CompareAsync(
        string when, RestoreSystem system, RestoreLoad load, HashSet<IssuedPass> unknown, HashSet<Guid> published, List<Compared> compared,
        CancellationToken stop)
    {
        // A phone that registered after the moments of both databases that know registrations is unknown to both.
        var shown = load.Passes.Where(pass => load.Phone.Find(pass.SerialNumber) is not null && !unknown.Contains(pass)).ToList();
        // A push is on its way until the phone has fetched.
        var different = await DifferentAsync(load, shown, stop);
        for (var start = Stopwatch.GetTimestamp(); different > 0 && Stopwatch.GetElapsedTime(start) < PhoneDeadline;)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), stop);
            different = await DifferentAsync(load, shown, stop);
        }

        if (different > 0)
            Console.WriteLine($"  The phone's last lines:\n    {string.Join("\n    ", load.Phone.Life.TakeLast(12))}");
        compared.Add(new Compared($"{when}: passes on the phone", shown.Count, different));
        var (versions, other) = await VersionsAsync(system, published, stop);
        // An event is on its way until notification has consumed it.
        for (var start = Stopwatch.GetTimestamp(); other > 0 && Stopwatch.GetElapsedTime(start) < PhoneDeadline;)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), stop);
            (versions, other) = await VersionsAsync(system, published, stop);
        }

        compared.Add(new Compared($"{when}: of these with another version at notification", versions, other));
        var registered = await system.ReadAsync(Find("pass"), "SELECT pass_id, 1 FROM device_registrations", stop);
        var pushed = await system.ReadAsync(
            Find("notification"), "SELECT pass_id, 1 FROM push_registrations WHERE push_token IS NOT NULL", stop);
        compared.Add(new Compared(
            $"{when}: registrations that notification lacks", registered.Count, registered.Keys.Count(id => !pushed.ContainsKey(id))));
        var missing = shown.Count(pass => TypeId.TryParse(IdPrefixes.Pass, pass.Id, out var id) && !registered.ContainsKey(id));
        compared.Add(new Compared($"{when}: passes on the phone without a registration", shown.Count, missing));
        var templates = await system.ReadAsync(Find("template"), "SELECT id, version FROM templates", stop);
        var replicas = await system.ReadAsync(
            Find("pass"), "SELECT id, version FROM template_replicas WHERE deleted_at IS NULL", stop);
        compared.Add(new Compared(
            $"{when}: templates of which pass has another version", templates.Count,
            templates.Count(one => replicas.GetValueOrDefault(one.Key) != one.Value)));
        var moved = await system.ReadAsync(
            Find("pass"), "SELECT template_id, count(*)::int FROM passes WHERE voided_at IS NULL GROUP BY template_id", stop);
        var current = await system.ReadAsync(
            Find("pass"),
            """
            SELECT p.template_id, count(*)::int FROM passes p
            JOIN template_replicas t ON t.organization_id = p.organization_id AND t.id = p.template_id AND t.version = p.template_version
            WHERE p.voided_at IS NULL GROUP BY p.template_id
            """,
            stop);
        compared.Add(new Compared(
            $"{when}: passes of an older template version", moved.Values.Sum(), moved.Values.Sum() - current.Values.Sum()));
        var twice = system.Endpoint.Events
            .Where(one => one.Value.Version > 0 && one.Value.Type is "pass.updated" or "template.updated")
            .GroupBy(one => (one.Value.Subject, one.Value.Version)).Count(group => group.Count() > 1);
        compared.Add(new Compared($"{when}: versions that webhooks received for two changes", system.Endpoint.Events.Count, twice));
    }

    // Passes on phones, and those of which notification has another version. The commands raise the version of every pass and publish those
    // that are on a phone. One that was added since has a lower version at notification, or none: its phone has fetched it by itself.
    private static async Task<(int Count, int Other)> VersionsAsync(RestoreSystem system, HashSet<Guid> published, CancellationToken stop)
    {
        var versions = await system.ReadAsync(Find("pass"), "SELECT id, version FROM passes WHERE installs > 0", stop);
        var contents = await system.ReadAsync(Find("notification"), "SELECT pass_id, version FROM pass_content_versions", stop);
        if (published.Count == 0)
            published.UnionWith(versions.Keys);
        return (versions.Count, versions.Count(
            one => contents.GetValueOrDefault(one.Key) is var known
                && (known > one.Value || (known < one.Value && published.Contains(one.Key)))));
    }

    private static async Task<int> DifferentAsync(RestoreLoad load, IReadOnlyList<IssuedPass> shown, CancellationToken stop)
    {
        var different = 0;
        foreach (var pass in shown)
        {
            var read = await load.SendAsync(HttpMethod.Get, $"/api/v1/passes/{pass.Id}", null, stop);
            if (load.Phone.Find(pass.SerialNumber) is { } held && !IsShown(read, held))
                different++;
        }

        return different;
    }

    private static bool IsShown(JsonElement pass, PassFile held)
    {
        var points = pass.GetProperty("fields").GetProperty("points").GetProperty("value").GetRawText();
        return held.PassJson.GetProperty("storeCard").GetRawText().Contains($"\"value\":{points}", StringComparison.Ordinal)
            && held.IsVoid == (pass.GetProperty("status").GetString() == "voided");
    }

    private static async Task<Compared> DeliveredAsync(RestoreSystem system, RestoreLoad load, CancellationToken stop)
    {
        var changes = load.Changes.ToList();
        int Missing()
        {
            var received = system.Endpoint.Events.Values.Select(one => new ChangedPass(one.Type, one.Subject, one.Version)).ToHashSet();
            return changes.Count(change => !received.Contains(change));
        }

        for (var start = Stopwatch.GetTimestamp(); Missing() > 0 && Stopwatch.GetElapsedTime(start) < Deadline;)
            await Task.Delay(TimeSpan.FromMilliseconds(200), stop);
        return new Compared("changes since the restore that webhooks did not receive", changes.Count, Missing());
    }

    // What was issued and is lost can be read from the feed, as far as webhook-dispatch has it.
    private static async Task<int> LostInFeedAsync(RestoreSystem system, IReadOnlyList<IssuedPass> lost, CancellationToken stop)
    {
        var named = await system.ReadAsync(
            Find("webhook-dispatch"), "SELECT pass_id, 1 FROM events WHERE type = 'pass.created' AND pass_id IS NOT NULL", stop);
        return lost.Count(pass => TypeId.TryParse(IdPrefixes.Pass, pass.Id, out var id) && named.ContainsKey(id));
    }

    private static ProgramDefinition Find(string name) => ProgramTable.All.Single(program => program.Name == name);
}
