using Passinstance.Simulators.Google;
using Passinstance.Testing.Services;

[assembly: AssemblyFixture(typeof(Passinstance.Passes.Tests.GoogleWallet.GoogleCallbackFixture))]

namespace Passinstance.Passes.Tests.GoogleWallet;

/// <summary>Pass and template service with a simulated Google, started by the first test that uses it.</summary>
public sealed class GoogleCallbackFixture : IAsyncDisposable
{
    private readonly Lazy<Task<Services>> _started = new(() => Task.Run(StartAsync));

    private sealed record Services(GoogleSimulator Google, RunningService Templates, RunningService Passes);

    internal GoogleSimulator Google => Started.Google;

    internal RunningService Passes => Started.Passes;

    private Services Started => _started.Value.GetAwaiter().GetResult();

    internal Task<GoogleIssuer> NewIssuerAsync(object? template = null)
    {
        var issuer = new GoogleIssuer(Started.Templates, Started.Passes);
        Google.Register(issuer.IssuerId, issuer.Account, issuer.PublicKey);
        return issuer.StartAsync(template);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_started.IsValueCreated)
            return;
        await Started.Passes.DisposeAsync();
        await Started.Templates.DisposeAsync();
        await Started.Google.DisposeAsync();
    }

    private static async Task<Services> StartAsync()
    {
        var google = await GoogleSimulator.StartAsync();
        var settings = new Dictionary<string, string?> { ["GoogleWallet:KeysUrl"] = google.KeysUrl.ToString() };
        var (templates, passes) = await PassFixture.StartAsync(await TestDeployment.CreateAsync(), settings);
        return new Services(google, templates, passes);
    }
}
