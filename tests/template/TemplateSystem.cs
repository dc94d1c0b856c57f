using Passinstance.Messaging.Bus;
using Passinstance.Templates.Persistence;
using Passinstance.Templates.Tests;
using Passinstance.Testing.Services;

[assembly: AssemblyFixture(typeof(TemplateSystem))]

namespace Passinstance.Templates.Tests;

/// <summary>The template service with a database of its own on the real broker.</summary>
public sealed class TemplateSystem : IAsyncLifetime
{
    internal RunningService Service { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Service = await RunningService.StartAsync(TemplateHost.Build, (app, args) => app.RunCommandAsync<TemplatesDbContext>(args));

    public ValueTask DisposeAsync() => Service.DisposeAsync();

    internal HttpClient NewOrganization() => Service.ClientOf(Guid.CreateVersion7());
}
