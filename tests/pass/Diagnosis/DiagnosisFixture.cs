using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.Messaging.Bus;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.Tests.AppleWallet;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Testing.Services;
using Passinstance.Testing.Wallet;

namespace Passinstance.Passes.Tests.Diagnosis;

/// <summary>A deployment at a public https address whose notification service is <see cref="NotificationStub"/>.</summary>
public sealed class DiagnosisFixture : IAsyncLifetime
{
    private const string PassType = "pass.test.members";
    private TestDeployment _deployment = null!;
    private RunningService _templates = null!;

    internal RunningService Passes { get; private set; } = null!;

    internal NotificationStub Notification { get; private set; } = null!;

    internal AppleTestAuthority Authority { get; } = new();

    public async ValueTask InitializeAsync()
    {
        _deployment = await TestDeployment.CreateAsync();
        Notification = await NotificationStub.StartAsync();
        _templates = await PassFixture.StartTemplatesAsync(_deployment);
        Passes = await StartReplicaAsync(new() { ["Deployment:PublicUrl"] = "https://wallet.example.com" }, null);
    }

    public async ValueTask DisposeAsync()
    {
        await Passes.DisposeAsync();
        await _templates.DisposeAsync();
        await Notification.DisposeAsync();
        Authority.Dispose();
    }

    /// <summary>Another replica on the same database, with other settings.</summary>
    internal Task<RunningService> ReplicaAsync(
        Dictionary<string, string?> settings, TimeProvider? time = null, string? notification = null) =>
        StartReplicaAsync(settings, time, Passes.Postgres, notification);

    /// <summary>An organization with an uploaded certificate, and a pass of it.</summary>
    internal async Task<ExaminedPass> IssueAsync()
    {
        var organization = Guid.CreateVersion7();
        var templates = _templates.ClientOf(organization);
        using var certificate = Authority.Issue(PassType);
        await templates.CreateAsync("/api/v1/wallet-identities/apple", new { pkcs12 = Authority.Pkcs12(certificate, null) });
        var template = await templates.CreateAsync("/api/v1/templates", Issuer.Template("storeCard"));
        var pass = await Passes.ClientOf(organization).CreateAsync(
            "/api/v1/passes", new { templateId = template.Text("id"), serialNumber = $"M-{Guid.NewGuid():n}" });
        return new ExaminedPass(this, organization, templates, pass);
    }

    private Task<RunningService> StartReplicaAsync(
        Dictionary<string, string?> settings, TimeProvider? time, string? postgres = null, string? notification = null)
    {
        settings["Services:Template"] = _templates.Url.ToString();
        settings["Services:Notification"] = notification ?? Notification.Url.ToString();
        WebApplication Build(string[] args, Action<WebApplicationBuilder> configure) => PassHost.Build(args, builder =>
        {
            configure(builder);
            if (time is not null)
                builder.Services.AddSingleton(time);
        });
        return RunningService.StartAsync(Build, ServiceCommand.MigrateServiceAsync<PassesDbContext>, _deployment, settings, postgres);
    }
}

/// <summary>A pass that is to be examined, and what a test can do to it.</summary>
internal sealed class ExaminedPass(DiagnosisFixture fixture, Guid organization, HttpClient templates, JsonElement pass)
{
    private Card? _card;

    internal Guid OrganizationId => organization;

    internal Guid Id { get; } = TypeId.TryParse(IdPrefixes.Pass, pass.Text("id"), out var id) ? id : throw new InvalidOperationException();

    internal string PublicId => pass.Text("id");

    internal string SerialNumber => pass.Text("serialNumber");

    internal Phone Phone { get; } = new(fixture.Passes, organization);

    internal string LinkPath => new Uri(pass.Text("passFlowUrl")).AbsolutePath;

    internal async Task<JsonElement> DiagnoseAsync(RunningService? replica = null) =>
        await (replica ?? fixture.Passes).ClientOf(organization)
        .CallAsync(HttpMethod.Get, $"/api/v1/passes/{pass.Text("id")}/diagnosis");

    /// <summary>As a phone downloads it by its link.</summary>
    internal async Task<Card> DownloadAsync(RunningService? replica = null) =>
        _card ??= await Phone.DownloadAsync(replica ?? fixture.Passes, pass);

    internal async Task RegisterAsync() => await Phone.RegisterAsync(await DownloadAsync());

    internal Task VoidAsync() =>
        fixture.Passes.ClientOf(organization).PostAsync($"/api/v1/passes/{pass.Text("id")}/void", null);

    internal async Task UploadAsync(string team, DateTimeOffset? notBefore = null, DateTimeOffset? notAfter = null)
    {
        using var certificate = fixture.Authority.Issue("pass.test.members", team, notBefore: notBefore, notAfter: notAfter);
        using var response = await templates.PostAsJsonAsync(
            "/api/v1/wallet-identities/apple", new { pkcs12 = fixture.Authority.Pkcs12(certificate, null) });
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Changes the row of the pass (<c>$2</c>), or another of its organization (<c>$1</c>), whose values are then given.</summary>
    internal async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var command = fixture.Passes.Database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = organization });
        if (values.Length == 0 && sql.Contains("$2", StringComparison.Ordinal))
            values = [Id];
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        Assert.True(await command.ExecuteNonQueryAsync() > 0, sql);
    }
}
