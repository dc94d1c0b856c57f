using Passinstance.Local.Programs;
using Passinstance.Simulators.Apns;
using Passinstance.Simulators.Google;

namespace Passinstance.Local.Sample;

/// <summary>Apple's push service and Google Wallet for the system: simulated in this process, or given.</summary>
internal sealed class SimulatedDevices : IAsyncDisposable
{
    private PushService? _given;
    private GoogleAddresses? _givenGoogle;

    /// <summary>Null when another push service was given.</summary>
    public ApnsSimulator? Simulator { get; private set; }

    /// <summary>Null when another Google was given.</summary>
    public GoogleSimulator? GoogleSimulator { get; private set; }

    public PushService PushService => _given ?? new PushService(Simulator!.Url.ToString(), Simulator.RootCertificate);

    public GoogleAddresses Google => _givenGoogle
        ?? new GoogleAddresses(GoogleSimulator!.Url.ToString(), GoogleSimulator.TokenUrl.ToString(), GoogleSimulator.KeysUrl.ToString());

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable("PASSINSTANCE_GOOGLE") is { Length: > 0 } address
            && Uri.TryCreate(address, UriKind.Absolute, out var simulated))
            _givenGoogle = new GoogleAddresses(address, new Uri(simulated, "/token").ToString(), new Uri(simulated, "/keys").ToString());
        else
            GoogleSimulator = await GoogleSimulator.StartAsync(cancellationToken);
        if (Environment.GetEnvironmentVariable("PASSINSTANCE_APNS") is { Length: > 0 } url)
        {
            var root = Environment.GetEnvironmentVariable("PASSINSTANCE_APNS_ROOT") is { Length: > 0 } path
                ? await File.ReadAllTextAsync(path, cancellationToken) : "";
            _given = new PushService(url, root);
            return;
        }

        Simulator = await ApnsSimulator.StartAsync(cancellationToken: cancellationToken);
        // Phones of an earlier start no longer exist, and the system should find that out.
        Simulator.KnowsItsDevices = true;
    }

    public async ValueTask DisposeAsync()
    {
        if (Simulator is not null)
            await Simulator.DisposeAsync();
        if (GoogleSimulator is not null)
            await GoogleSimulator.DisposeAsync();
    }
}
