using Passinstance.Local.Programs;
using Passinstance.Simulators.Apns;
using Passinstance.Simulators.Google;

namespace Passinstance.Local.Sample;

/// <summary>The push service and the Google Wallet that the system is told to use: simulated ones in this process, or ones that were given.</summary>
internal sealed class SimulatedDevices : IAsyncDisposable
{
    private PushService? given;
    private GoogleAddresses? givenGoogle;

    /// <summary>Null when another push service was given.</summary>
    public ApnsSimulator? Simulator { get; private set; }

    /// <summary>Null when another Google was given.</summary>
    public GoogleSimulator? GoogleSimulator { get; private set; }

    public PushService PushService => given ?? new PushService(Simulator!.Url.ToString(), Simulator.RootCertificate);

    public GoogleAddresses Google => givenGoogle ?? new GoogleAddresses(GoogleSimulator!.Url.ToString(), GoogleSimulator.TokenUrl.ToString(), GoogleSimulator.KeysUrl.ToString());

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable("PASSINSTANCE_GOOGLE") is { Length: > 0 } address && Uri.TryCreate(address, UriKind.Absolute, out var simulated))
            givenGoogle = new GoogleAddresses(address, new Uri(simulated, "/token").ToString(), new Uri(simulated, "/keys").ToString());
        else
            GoogleSimulator = await GoogleSimulator.StartAsync(cancellationToken).ConfigureAwait(false);
        if (Environment.GetEnvironmentVariable("PASSINSTANCE_APNS") is { Length: > 0 } url)
        {
            var root = Environment.GetEnvironmentVariable("PASSINSTANCE_APNS_ROOT") is { Length: > 0 } path ? await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false) : "";
            given = new PushService(url, root);
            return;
        }

        Simulator = await ApnsSimulator.StartAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        // Phones of an earlier start are gone, and the system is to learn of it.
        Simulator.KnowsItsDevices = true;
    }

    public async ValueTask DisposeAsync()
    {
        if (Simulator is not null)
            await Simulator.DisposeAsync().ConfigureAwait(false);
        if (GoogleSimulator is not null)
            await GoogleSimulator.DisposeAsync().ConfigureAwait(false);
    }
}
