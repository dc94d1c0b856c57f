using Passinstance.Messaging.Bus;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.Tests;
using Passinstance.Templates;
using Passinstance.Templates.Persistence;
using Passinstance.Testing.Services;

[assembly: AssemblyFixture(typeof(PassSystem))]

namespace Passinstance.Passes.Tests;

/// <summary>The pass service and the template service it reads from, each with its own database, on one real broker.</summary>
public sealed class PassSystem : IAsyncLifetime
{
    internal RunningService Templates { get; private set; } = null!;

    internal RunningService Passes { get; private set; } = null!;

    public async ValueTask InitializeAsync() => (Templates, Passes) = await StartAsync(await TestDeployment.CreateAsync());

    public async ValueTask DisposeAsync()
    {
        await Passes.DisposeAsync();
        await Templates.DisposeAsync();
    }

    internal static async Task<(RunningService Templates, RunningService Passes)> StartAsync(TestDeployment deployment, Dictionary<string, string?>? settings = null)
    {
        var templates = await RunningService.StartAsync(TemplateHost.Build, (app, args) => app.RunCommandAsync<TemplatesDbContext>(args), deployment);
        settings = new(settings ?? []) { ["Services:Template"] = templates.Url.ToString() };
        return (templates, await RunningService.StartAsync(PassHost.Build, (app, args) => app.RunCommandAsync<PassesDbContext>(args), deployment, settings));
    }

    /// <summary>A fresh organisation that calls both services, with a template of its own.</summary>
    internal async Task<Issuer> NewIssuerAsync(string passType = "storeCard")
    {
        var issuer = new Issuer(this, Guid.CreateVersion7());
        issuer.TemplateId = (await issuer.Templates.CreateAsync("/api/v1/templates", Issuer.Template(passType))).Text("id");
        return issuer;
    }
}

internal sealed class Issuer(PassSystem system, Guid organizationId)
{
    internal Guid OrganizationId { get; } = organizationId;

    internal string TemplateId { get; set; } = "";

    internal HttpClient Templates { get; } = system.Templates.ClientOf(organizationId);

    internal HttpClient Passes { get; } = system.Passes.ClientOf(organizationId);

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
