using Passinstance.Local.Programs;
using Passinstance.Simulators.Apns;

namespace Passinstance.Local.Sample;

/// <summary>The push service that the system is told to use: a simulated one in this process, or one that was given.</summary>
internal sealed class SimulatedDevices : IAsyncDisposable
{
    private PushService? given;

    /// <summary>Null when another push service was given.</summary>
    public ApnsSimulator? Simulator { get; private set; }

    public PushService PushService => given ?? new PushService(Simulator!.Url.ToString(), Simulator.RootCertificate);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
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
    }
}
