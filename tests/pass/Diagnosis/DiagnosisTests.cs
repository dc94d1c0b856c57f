using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.Passes.Tests.Diagnosis;

/// <summary>Each fault is injected into a pass, and the diagnosis names it.</summary>
[Trait("Category", "Integration")]
public sealed class DiagnosisTests(DiagnosisFixture fixture) : IClassFixture<DiagnosisFixture>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(5);
    private static readonly DateTimeOffset Recently = DateTimeOffset.UtcNow.AddMinutes(-1);
    private static readonly DateTimeOffset LongAgo = DateTimeOffset.UtcNow.AddMinutes(-20);

    private static object Device(
        bool isRegistered = true, DateTimeOffset? pushedAt = null, string? pushResult = null, DateTimeOffset? waitingSince = null,
        int attempts = 0) => new { isRegistered, changedAt = Recently, pushedAt, pushResult, waitingSince, attempts };

    private static object Google(string? failure = null, string? classFailure = null, bool isWaiting = false, int attempts = 0) =>
        new { wantedVersion = 2, sentVersion = 1, isWaiting, requestedAt = Recently, attempts, failure, classFailure };

    private static object Suspended(string reason, string detail) => new { since = Recently, reason, detail };

    // The fault, what is done to the pass, and the code that names it.
    private static readonly Dictionary<string, (string Code, Func<DiagnosisFixture, ExaminedPass, Task> Inject)> Faults = new()
    {
        ["never opened"] = ("never_opened", (_, _) => Task.CompletedTask),
        ["opened and not downloaded"] = ("never_downloaded", async (fixture, pass) =>
            (await fixture.Passes.AnonymousClient().SendAsync(Visit(pass.LinkPath))).EnsureSuccessStatusCode()),
        ["downloaded and not added"] = ("never_registered", (_, pass) => pass.DownloadAsync()),
        ["installed"] = ("installed", async (fixture, pass) =>
        {
            await pass.RegisterAsync();
            fixture.Notification.Set(pass.Id, devices: Device(pushedAt: Recently, pushResult: "accepted"));
        }
        ),
        ["removed by its holder"] = ("removed_by_holder", async (_, pass) =>
        {
            await pass.RegisterAsync();
            await pass.Phone.UnregisterAsync(await pass.DownloadAsync());
        }
        ),
        ["voided"] = ("pass_voided", (_, pass) => pass.VoidAsync()),
        ["expired"] = ("pass_expired", (_, pass) =>
            pass.ExecuteAsync("UPDATE passes SET expires_at = now() - interval '1 day' WHERE organization_id = $1 AND id = $2")),
        ["template gone"] = ("template_unknown", (_, pass) =>
            pass.ExecuteAsync("UPDATE passes SET template_version = 99 WHERE organization_id = $1 AND id = $2")),
        ["wrong certificate"] = ("certificate_wrong", (_, pass) => pass.UploadAsync("ANOTHERTEAM")),
        ["certificate revoked at Apple"] = ("certificate_rejected", (fixture, pass) => Set(
            fixture, pass, apple: Suspended("rejected", "BadCertificate"))),
        ["certificate of another topic"] = ("certificate_rejected", (fixture, pass) => Set(
            fixture, pass, apple: Suspended("rejected", "TopicDisallowed"))),
        ["push certificate expired"] = ("certificate_expired", (fixture, pass) => Set(
            fixture, pass, apple: Suspended("expired", "certificate expired"))),
        ["push key revoked"] = ("push_key_rejected", (fixture, pass) => Set(
            fixture, pass, apple: Suspended("rejected", "InvalidProviderToken"))),
        ["dead push token"] = ("push_token_dead", (fixture, pass) => Set(
            fixture, pass, devices: Device(isRegistered: false, pushedAt: Recently, pushResult: "Unregistered"))),
        ["push rejected"] = ("push_rejected", (fixture, pass) => Set(
            fixture, pass, devices: Device(pushedAt: Recently, pushResult: "PayloadEmpty"))),
        ["Apple does not answer"] = ("push_waiting", (fixture, pass) => Set(
            fixture, pass, devices: Device(waitingSince: Recently, attempts: 3))),
        ["pushes are late"] = ("push_delayed", (fixture, pass) => Set(fixture, pass, devices: Device(waitingSince: LongAgo))),
        ["phone is off"] = ("not_fetched", async (fixture, pass) =>
        {
            await pass.RegisterAsync();
            await pass.ExecuteAsync(
                "UPDATE passes SET last_modified = now() - interval '1 hour' WHERE organization_id = $1 AND id = $2");
            await Set(fixture, pass, devices: Device(pushedAt: LongAgo, pushResult: "accepted"));
        }
        ),
        ["Google rejects the account"] = ("google_account_rejected", (fixture, pass) => Set(
            fixture, pass, issuer: Suspended("rejected", "403 Permission denied"))),
        ["Google rejects the pass"] = ("google_object_rejected", (fixture, pass) => Set(
            fixture, pass, google: Google(failure: "400 Invalid barcode"))),
        ["Google rejects the design"] = ("google_class_rejected", (fixture, pass) => Set(
            fixture, pass, google: Google(failure: "class", classFailure: "400 Invalid logo"))),
        ["demo issuer"] = ("google_demo_issuer", (fixture, pass) => Set(
            fixture, pass, google: Google(failure: "403 The issuer is in demo mode"))),
        ["Google does not answer"] = (
            "google_waiting", (fixture, pass) => Set(fixture, pass, google: Google(isWaiting: true, attempts: 4))),
        ["device reports an error"] = ("device_reports_error", async (_, pass) =>
        {
            var status = await pass.Phone.StatusAsync(
                HttpMethod.Post, "log", null, JsonSerializer.Serialize(
                    new { logs = new[] { $"Passbook: {pass.SerialNumber}: bad signature" } }));
            Assert.Equal(HttpStatusCode.OK, status);
            await pass.ExecuteAsync(
                "UPDATE passes SET last_modified = now() - interval '1 hour' WHERE organization_id = $1 AND id = $2");
        }
        ),
    };

    public static TheoryData<string> Names => [.. Faults.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task An_injected_fault_is_named(string fault)
    {
        var pass = await fixture.IssueAsync();
        var (code, inject) = Faults[fault];
        await inject(fixture, pass);

        // Events and counts arrive within a second or two.
        JsonElement found = default;
        await Eventually.TrueAsync(
            async _ => (found = await pass.DiagnoseAsync()).GetProperty("verdict").Text("code") == code, Soon, $"{fault} is {code}");
        var watch = Stopwatch.StartNew();
        found = await pass.DiagnoseAsync();

        Assert.True(watch.Elapsed < MaxTime, $"{watch.Elapsed}");
        Assert.Equal(code, found.GetProperty("verdict").Text("code"));
        Assert.EndsWith(".", found.GetProperty("verdict").Text("message"), StringComparison.Ordinal);
        Assert.Equal(found.GetProperty("verdict").ToString(), found.GetProperty("findings")[0].ToString());
        Assert.True(found.GetProperty("isComplete").GetBoolean());
        Assert.Contains("issued", found.GetProperty("timeline").EnumerateArray().Select(one => one.Text("kind")));
    }

    [Fact]
    public async Task A_phone_that_cannot_reach_the_web_service_is_named()
    {
        await using var local = await fixture.ReplicaAsync(new() { ["Deployment:PublicUrl"] = "http://localhost:8080" });
        var pass = await fixture.IssueAsync();
        await pass.DownloadAsync(local);

        await IsEventuallyAsync(pass, "web_service_unreachable", local);
    }

    [Fact]
    public async Task A_wrong_clock_is_named()
    {
        var pass = await fixture.IssueAsync();
        var clock = new LateClock(TimeSpan.FromSeconds(-4));
        await using var late = await fixture.ReplicaAsync(new() { ["Deployment:PublicUrl"] = "https://wallet.example.com" }, clock);

        var found = await pass.DiagnoseAsync(late);

        Assert.Equal("clock_wrong", found.GetProperty("verdict").Text("code"));
    }

    [Fact]
    public async Task Without_the_notification_service_a_diagnosis_is_given_as_incomplete()
    {
        var pass = await fixture.IssueAsync();
        await pass.VoidAsync();
        await using var alone = await fixture.ReplicaAsync(
            new() { ["Deployment:PublicUrl"] = "https://wallet.example.com" }, notification: "http://127.0.0.1:9");

        var found = await pass.DiagnoseAsync(alone);

        Assert.Equal("pass_voided", found.GetProperty("verdict").Text("code"));
        Assert.Contains("push_state_unknown", found.GetProperty("findings").EnumerateArray().Select(finding => finding.Text("code")));
        Assert.False(found.GetProperty("isComplete").GetBoolean());
    }

    [Fact]
    public async Task The_timeline_has_what_happened_in_order()
    {
        var pass = await fixture.IssueAsync();
        await pass.RegisterAsync();
        var card = await pass.DownloadAsync();
        await pass.Phone.FetchAsync(card);
        await pass.VoidAsync();
        await Set(fixture, pass, devices: Device(pushedAt: DateTimeOffset.UtcNow, pushResult: "accepted"));

        string[] kinds = [];
        await Eventually.TrueAsync(async _ =>
        {
            var found = await pass.DiagnoseAsync();
            kinds = [.. found.GetProperty("timeline").EnumerateArray().Select(one => one.Text("kind"))];
            return kinds.Contains("fetched") && kinds.Contains("downloaded");
        }, Soon, "the timeline is whole");

        Assert.Equal("issued", kinds[0]);
        Assert.Contains("registered", kinds);
        Assert.Contains("voided", kinds);
        Assert.Contains("pushed", kinds);
        Assert.True(Array.IndexOf(kinds, "downloaded") < Array.IndexOf(kinds, "voided"));
    }

    [Fact]
    public async Task A_pass_of_another_organization_is_not_found_and_the_callers_own_token_is_passed_on()
    {
        var pass = await fixture.IssueAsync();
        await pass.DiagnoseAsync();
        Assert.StartsWith("Bearer ", fixture.Notification.Authorization, StringComparison.Ordinal);

        var other = await fixture.IssueAsync();
        await fixture.Passes.ClientOf(other.OrganizationId).CallAsync(
            HttpMethod.Get, $"/api/v1/passes/{pass.PublicId}/diagnosis", null, HttpStatusCode.NotFound);
    }

    private static Task Set(
        DiagnosisFixture fixture, ExaminedPass pass, object? apple = null, object? google = null, object? issuer = null,
        params object[] devices)
    {
        fixture.Notification.Set(pass.Id, apple, google, issuer, devices);
        return Task.CompletedTask;
    }

    private static async Task IsEventuallyAsync(ExaminedPass pass, string code, RunningService replica) => await Eventually.TrueAsync(
        async _ => (await pass.DiagnoseAsync(replica)).GetProperty("verdict").Text("code") == code, Soon, code);

    private static HttpRequestMessage Visit(string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.UserAgent.ParseAdd(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 " +
                "Safari/604.1");
        request.Headers.Accept.ParseAdd("text/html");
        request.Headers.AcceptLanguage.ParseAdd("en");
        return request;
    }

    private sealed class LateClock(TimeSpan offset) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + offset;
    }
}
