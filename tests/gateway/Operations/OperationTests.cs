using System.Diagnostics.Metrics;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Passinstance.Gateway.Operations;
using Passinstance.Gateway.Persistence;
using Passinstance.Gateway.Tests.Fixtures;
using Passinstance.Gateway.Tests.SignIn;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Status;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.Gateway.Tests.Operations;

/// <summary>What the operators of a deployment see and do, and nobody else.</summary>
[Trait("Category", "Integration")]
public sealed class OperationTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private const string Status = "/api/v1/operations/status";
    private const string Letters = "/api/v1/operations/dead-letters";
    private readonly GatewayFixture _gateway = fixture.Reset();

    [Fact]
    public async Task Only_an_operator_may_and_only_until_it_is_revoked()
    {
        var person = await TestPerson.SignedInAsync(_gateway);
        var token = await person.AccessTokenAsync();
        foreach (var (method, path) in ((HttpMethod, string)[])[
            (HttpMethod.Get, Status), (HttpMethod.Get, Letters), (HttpMethod.Post, $"{Letters}/resend")])
        {
            await ProblemAssert.IsAsync(HttpStatusCode.Forbidden, "operators_only", await person.CallAsync(method, path, token));
            await ProblemAssert.IsAsync(
                HttpStatusCode.Forbidden, "people_only",
                await _gateway.SendAsync(method, path, (await _gateway.CreateKeyAsync()).Text, method == HttpMethod.Post
                    ? new StringContent("{}", null, "application/json") : null));
        }

        Assert.Empty(_gateway.Backend.Arrivals);
        await MakeOperatorAsync(person, token);
        await person.ReadAsync(HttpMethod.Get, Letters, token);

        await _gateway.AdministerAsync("revoke-operator", "--email", person.Email);
        await ProblemAssert.IsAsync(HttpStatusCode.Forbidden, "operators_only", await person.GetAsync(Letters, token));
        var (code, _, errors) = await _gateway.RunAdministrationAsync(["revoke-operator", "--email", person.Email], jsonByDefault: true);
        Assert.Equal(1, code);
        Assert.Contains("No operator has the address", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_program_reports_and_one_that_does_not_respond_says_so()
    {
        await using var gateway = await GatewayFixture.StartAsync(new()
        {
            ["ReverseProxy:Clusters:pass:Destinations:primary:Address"] = "http://127.0.0.1:9",
        });
        gateway.Backend.Respond = context => context.Response.WriteAsJsonAsync(
            new StatusReport(
                "template", "1.2.3", "", [new StatusFinding(StatusLevel.Warning, "passinstance.outbox.dead is 2", "Resend them.")],
                [new StatusNumber("passinstance.outbox.dead", "", 2, "{message}")],
                [new RecentError(DateTimeOffset.UnixEpoch, "It failed.")]),
            StatusReport.Json);
        var (person, token) = await OperatorAsync(gateway);

        var status = await person.ReadAsync(HttpMethod.Get, Status, token);

        Assert.Equal("critical", status.Text("level"));
        var programs = status.GetProperty("programs").EnumerateArray().ToList();
        Assert.Equal("gateway", programs[0].Text("program"));
        Assert.Equal("ok", programs[0].Text("level"));
        var pass = programs.Single(program => program.Text("program") == "pass");
        Assert.Equal(("critical", "127.0.0.1:9"), (pass.Text("level"), pass.Text("replica")));
        Assert.Contains("does not respond", pass.GetProperty("findings")[0].Text("what"), StringComparison.Ordinal);
        var template = programs.First(program => program.Text("level") == "warning");
        Assert.Equal("Resend them.", template.GetProperty("findings")[0].Text("advice"));
        Assert.Equal(2, template.GetProperty("numbers")[0].GetProperty("value").GetDouble());
        Assert.Equal("It failed.", template.GetProperty("errors")[0].Text("message"));
    }

    [Fact]
    public async Task Every_replica_of_the_gateway_is_shown_and_one_that_has_become_silent_says_so()
    {
        await using var gateway = await GatewayFixture.StartAsync(new());
        gateway.Backend.Respond = context => context.Response.WriteAsJsonAsync(
            new StatusReport("template", "1.2.3", "", [], [], []), StatusReport.Json);
        var replicas = gateway.Services.GetRequiredService<GatewayReplicas>();
        await replicas.WriteAsync(CancellationToken.None);
        await using var db = await gateway.Services.GetRequiredService<IDbContextFactory<GatewayDbContext>>().CreateDbContextAsync();
        var own = await db.Set<GatewayReplica>().SingleAsync(one => one.Replica == replicas.Own);
        Assert.Equal(replicas.Own, new Uri(JsonSerializer.Deserialize<StatusReport>(own.Report, StatusReport.Json)!.Address).Authority);
        var (working, silent) = ($"works-{Guid.NewGuid():n}:81", $"silent-{Guid.NewGuid():n}:81");
        db.AddRange(
            Replica(working, DateTimeOffset.UtcNow, new StatusNumber("passinstance.http.requests", "", 120, "{request}")),
            Replica(silent, DateTimeOffset.UtcNow.AddMinutes(-5)));
        await db.SaveChangesAsync();
        var (person, token) = await OperatorAsync(gateway);

        var status = await person.ReadAsync(HttpMethod.Get, Status, token);

        var gateways = status.GetProperty("programs").EnumerateArray().Where(one => one.Text("program") == "gateway").ToList();
        Assert.Equal(replicas.Own, gateways[0].Text("replica"));
        Assert.Single(gateways, one => one.Text("replica") == replicas.Own);
        var other = gateways.Single(one => one.Text("replica") == working);
        Assert.Equal("ok", other.Text("level"));
        Assert.Equal(120, other.GetProperty("numbers")[0].GetProperty("value").GetDouble());
        Assert.Contains(
            "has not reported for 30", gateways.Single(one => one.Text("replica") == silent).GetProperty("findings")[0].Text("what"),
            StringComparison.Ordinal);

        await db.Set<GatewayReplica>().Where(one => one.Replica == working).ExecuteUpdateAsync(
            set => set.SetProperty(one => one.SeenAt, DateTimeOffset.UtcNow.AddHours(-2)));
        await db.Set<GatewayReplica>().Where(one => one.Replica == silent).ExecuteDeleteAsync();
        await replicas.WriteAsync(CancellationToken.None);
        Assert.False(await db.Set<GatewayReplica>().AnyAsync(one => one.Replica == working), "A replica is forgotten after an hour.");
    }

    [Fact]
    public void The_share_of_requests_that_failed_on_our_side_is_of_the_last_five_minutes_and_is_named_when_it_is_high()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2027, 5, 4, 3, 0, 0, TimeSpan.Zero));
        var rates = new RequestRates(time);
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var values = new StatusValues(services.GetRequiredService<IMeterFactory>());
        (double Requests, double Failed) Measured()
        {
            rates.Measure(values);
            return (
                values.All().Single(one => one.Value.Name == "passinstance.http.requests").Number,
                values.All().Single(one => one.Value.Name == "passinstance.http.failed").Number);
        }

        rates.Count(500);
        // Of one request a share says nothing.
        Assert.Equal((1, 0), Measured());
        for (var i = 0; i < 97; i++)
            rates.Count(i < 90 ? 200 : 404);
        rates.Count(503);
        rates.Count(200);
        Assert.Equal((100, 2), Measured());
        var high = values.All().Single(one => one.Value.Name == "passinstance.http.failed");
        Assert.True(high.Value.IsProblem(high.Number));

        time.Advance(TimeSpan.FromMinutes(4));
        for (var i = 0; i < 100; i++)
            rates.Count(200);
        Assert.Equal((200, 1), Measured());
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal((100, 0), Measured());
    }

    [Fact]
    public async Task Dead_letters_of_all_services_are_listed_with_a_right_that_no_credential_has()
    {
        _gateway.Backend.Respond = context =>
        {
            Assert.True(context.User.HasScope("dead-letters"));
            return context.Response.WriteAsJsonAsync(new[] { Letter("a"), Letter("b") });
        };
        var (person, token) = await OperatorAsync(_gateway);

        var letters = await person.ReadAsync(HttpMethod.Get, Letters, token);

        Assert.Equal(8, letters.GetProperty("total").GetInt32());
        Assert.Empty(letters.GetProperty("missing").EnumerateArray());
        var first = letters.GetProperty("data")[0];
        Assert.Equal(
            ("template", "a", "queue_error", "TemplatePublished", "It failed."),
            (first.Text("service"), first.Text("id"), first.Text("place"), first.Text("type"), first.Text("reason")));
        _gateway.Backend.RespondWith(500);
        letters = await person.ReadAsync(HttpMethod.Get, Letters, token);
        Assert.Equal(
            ["template", "pass", "webhook-dispatch", "notification"],
            letters.GetProperty("missing").EnumerateArray().Select(one => one.GetString()));
    }

    [Fact]
    public async Task Dead_letters_are_resent_and_the_audit_log_says_by_whom_and_how_many()
    {
        _gateway.Backend.Respond = context => context.Request.Path.Value!.EndsWith("/resend", StringComparison.Ordinal)
            ? context.Response.WriteAsJsonAsync(new { resent = 3 })
            : context.Response.WriteAsJsonAsync(Array.Empty<object>());
        var (person, token) = await OperatorAsync(_gateway);

        var one = await person.ReadAsync(HttpMethod.Post, $"{Letters}/resend", token, new { service = "pass", id = "m/1" });
        Assert.Equal(3, one.GetProperty("resent").GetInt32());
        var arrival = Assert.Single(_gateway.Backend.Arrivals);
        Assert.Equal("POST", arrival.Method);
        Assert.EndsWith("/internal/dead-letters/resend?id=m%2F1", arrival.Target, StringComparison.Ordinal);
        var all = await person.ReadAsync(HttpMethod.Post, $"{Letters}/resend", token, new { });
        Assert.Equal(12, all.GetProperty("resent").GetInt32());
        await ProblemAssert.IsAsync(
            HttpStatusCode.UnprocessableEntity, "invalid_request",
            await person.CallAsync(HttpMethod.Post, $"{Letters}/resend", token, new { service = "gateway" }));

        var log = await person.ReadAsync(HttpMethod.Get, "/api/v1/audit-log?operation=resendDeadLetters", token);
        Assert.Equal([12, 3], log.GetProperty("data").EnumerateArray().Select(entry =>
            entry.GetProperty("counts").GetProperty("deadLetters").GetInt32()));
        Assert.All(log.GetProperty("data").EnumerateArray(), entry =>
            Assert.Equal(person.UserId, entry.GetProperty("actor").Text("id")));
    }

    private static object Letter(string id) => new { place = "queue_error", id, type = "TemplatePublished", reason = "It failed." };

    private static GatewayReplica Replica(string name, DateTimeOffset at, params StatusNumber[] numbers) => new()
    {
        Replica = name,
        SeenAt = at,
        Report = JsonSerializer.Serialize(new StatusReport("gateway", "1.0.0", $"http://{name}", [], numbers, []), StatusReport.Json),
    };

    private static async Task<(TestPerson Person, string Token)> OperatorAsync(GatewayFixture gateway)
    {
        var person = await TestPerson.SignedInAsync(gateway);
        var token = await person.AccessTokenAsync();
        await MakeOperatorAsync(person, token);
        return (person, token);
    }

    // By the command, which is another process than the gateway: that one notices it within seconds.
    private static async Task MakeOperatorAsync(TestPerson person, string token)
    {
        await person.Gateway.AdministerAsync(
            "create-sign-in-link", "--organization", person.OrganizationId, "--email", person.Email, "--operator");
        await Eventually.TrueAsync(
            async _ => (await person.ReadAsync(HttpMethod.Get, "/api/v1/account", token)).GetProperty("isOperator").GetBoolean(),
            TimeSpan.FromSeconds(20), "the person is an operator");
    }
}
