using Passinstance.Messaging.Bus;
using Passinstance.Security.Secrets;
using Passinstance.Security.ServiceCalls;
using Passinstance.Templates.Persistence;
using Passinstance.Templates.Tests;
using Passinstance.Testing.Services;

[assembly: AssemblyFixture(typeof(TemplateFixture))]

namespace Passinstance.Templates.Tests;

/// <summary>The template service with its own database on the test broker.</summary>
public sealed class TemplateFixture : IAsyncLifetime
{
    internal RunningService Service { get; private set; } = null!;

    internal SecretBox Box => BoxOf(Service);

    public async ValueTask InitializeAsync() => Service = await StartAsync();

    public ValueTask DisposeAsync() => Service.DisposeAsync();

    internal HttpClient NewOrganization() => Service.ClientOf(Guid.CreateVersion7());

    /// <summary>A GET as another service sends it.</summary>
    internal Task<HttpResponseMessage> GetAsServiceAsync(Guid organizationId, string pathAndQuery) =>
        GetAsServiceAsync(Service, organizationId, pathAndQuery);

    internal static Task<RunningService> StartAsync(Dictionary<string, string?>? settings = null) =>
        RunningService.StartAsync(TemplateHost.Build, ServiceCommand.MigrateServiceAsync<TemplatesDbContext>, settings: settings);

    internal static async Task<HttpResponseMessage> GetAsServiceAsync(RunningService service, Guid organizationId, string pathAndQuery)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, pathAndQuery);
        var credential = ServiceCall.Authorization(BoxOf(service), organizationId, pathAndQuery, TimeProvider.System);
        request.Headers.TryAddWithoutValidation("Authorization", credential);
        return await service.AnonymousClient().SendAsync(request);
    }

    private static SecretBox BoxOf(RunningService service) =>
        new(new EncryptionOptions { CurrentKey = "k1", Keys = { ["k1"] = service.Deployment.EncryptionKey } });
}
