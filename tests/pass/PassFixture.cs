using Passinstance.Messaging.Bus;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.Tests;
using Passinstance.Templates;
using Passinstance.Templates.Persistence;
using Passinstance.Testing.Services;

[assembly: AssemblyFixture(typeof(PassFixture))]

namespace Passinstance.Passes.Tests;

/// <summary>
/// The pass service and the template service it reads from, each with its own database, on one broker. Started by the first test that uses
/// it, so that unit tests start nothing.
/// </summary>
public sealed class PassFixture : IAsyncDisposable
{
    // On the thread pool: the first test waits for it.
    private readonly Lazy<Task<(RunningService Templates, RunningService Passes)>> _started =
        new(() => Task.Run(async () => await StartAsync(await TestDeployment.CreateAsync())));

    internal RunningService Templates => _started.Value.GetAwaiter().GetResult().Templates;

    internal RunningService Passes => _started.Value.GetAwaiter().GetResult().Passes;

    public async ValueTask DisposeAsync()
    {
        if (!_started.IsValueCreated)
            return;
        await Passes.DisposeAsync();
        await Templates.DisposeAsync();
    }

    /// <summary>Both services of a deployment of their own.</summary>
    internal static async Task<(RunningService Templates, RunningService Passes)> StartAsync(
        TestDeployment deployment, Dictionary<string, string?>? settings = null)
    {
        var signers = settings?.Where(one => one.Key.StartsWith("ExternalSigners:", StringComparison.Ordinal)
            || one.Key.StartsWith("GoogleFederation:", StringComparison.Ordinal)).ToDictionary();
        var templates = await StartTemplatesAsync(deployment, signers);
        return (templates, await StartPassesAsync(deployment, templates.Url, settings));
    }

    internal static Task<RunningService> StartTemplatesAsync(TestDeployment deployment, Dictionary<string, string?>? settings = null) =>
        RunningService.StartAsync(TemplateHost.Build, ServiceCommand.MigrateServiceAsync<TemplatesDbContext>, deployment, settings);

    /// <summary>A pass service, on a database of its own or as another replica on an existing one.</summary>
    internal static Task<RunningService> StartPassesAsync(
        TestDeployment deployment, Uri templates, Dictionary<string, string?>? settings = null, string? postgres = null)
    {
        settings = new(settings ?? []) { ["Services:Template"] = templates.ToString() };
        return RunningService.StartAsync(
            PassHost.Build, ServiceCommand.MigrateServiceAsync<PassesDbContext>, deployment, settings, postgres);
    }

    /// <summary>A new organization that calls both services, with a template of its own.</summary>
    internal async Task<Issuer> NewIssuerAsync(string passType = "storeCard")
    {
        var issuer = new Issuer(this, Guid.CreateVersion7());
        issuer.TemplateId = (await issuer.Templates.CreateAsync("/api/v1/templates", Issuer.Template(passType))).Text("id");
        return issuer;
    }
}

/// <summary>An organization that issues passes.</summary>
internal sealed class Issuer(PassFixture fixture, Guid organizationId)
{
    internal Guid OrganizationId { get; } = organizationId;

    internal string TemplateId { get; set; } = "";

    internal HttpClient Templates { get; } = fixture.Templates.ClientOf(organizationId);

    internal HttpClient Passes { get; } = fixture.Passes.ClientOf(organizationId);

    internal static object Template(string passType) => new
    {
        name = "Members",
        description = "Membership card",
        passType,
        organizationName = "Café Zürich",
        teamIdentifier = "TEAM123456789",
        passTypeIdentifier = "pass.test.members",
        backgroundColor = "#1f2937",
        foregroundColor = "#ffffff",
        labelColor = "#9ca3af",
    };

    internal object Pass(string serialNumber) => new
    {
        templateId = TemplateId,
        serialNumber,
        fields = new { memberName = new { label = "Member", value = "Jane Doe" }, tier = new { label = "Tier", value = "Gold" } },
        barcodeFormat = "qr",
        barcodeMessage = $"{serialNumber}-GOLD",
        relevantDate = "2026-12-15T19:00:00Z",
        expirationDate = "2099-12-16T02:00:00Z",
    };

    internal Task<System.Text.Json.JsonElement> IssueAsync(string serialNumber) => Passes.CreateAsync("/api/v1/passes", Pass(serialNumber));
}
