using Passinstance.Simulators.Google;
using Passinstance.Testing.Services;

[assembly: AssemblyFixture(typeof(Passinstance.Passes.Tests.GoogleWallet.CallbackSystem))]

namespace Passinstance.Passes.Tests.GoogleWallet;

/// <summary>Pass and template service with a simulated Google, started when the first test asks for it.</summary>
public sealed class CallbackSystem : IAsyncLifetime
{
    private readonly SemaphoreSlim _starting = new(1, 1);
    private RunningService? _templates;
    private RunningService? _passes;

    internal GoogleSimulator Google { get; private set; } = null!;

    internal RunningService Passes => _passes!;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    internal async Task<GoogleIssuer> NewIssuerAsync(object? template = null)
    {
        await _starting.WaitAsync();
        try
        {
            if (_passes is null)
            {
                Google = await GoogleSimulator.StartAsync();
                (_templates, _passes) = await PassSystem.StartAsync(await TestDeployment.CreateAsync(), new() { ["GoogleWallet:KeysUrl"] = Google.KeysUrl.ToString() });
            }
        }
        finally
        {
            _starting.Release();
        }

        var issuer = new GoogleIssuer(_templates!, _passes);
        Google.Register(issuer.IssuerId, issuer.Account, issuer.PublicKey);
        return await issuer.StartAsync(template);
    }

    public async ValueTask DisposeAsync()
    {
        if (_passes is not null)
            await _passes.DisposeAsync();
        if (_templates is not null)
            await _templates.DisposeAsync();
        if (Google is not null)
            await Google.DisposeAsync();
        _starting.Dispose();
    }
}
