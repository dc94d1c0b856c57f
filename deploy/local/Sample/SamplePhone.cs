using Passinstance.LocalServers;
using Passinstance.Simulators.Phone;

namespace Passinstance.Local.Sample;

/// <summary>
/// A simulated phone beside the running system: it adds the sample pass, is told of a change, and shows it. It stays, and shows every further
/// change of the pass.
/// </summary>
internal sealed class SamplePhone(HttpClient http, string gatewayUrl, string apiKey, SimulatedDevices devices, Screen screen) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private SimulatedPhone? phone;

    public async Task ShowAsync(IssuedSample sample, CancellationToken cancellationToken)
    {
        if (devices.Simulator is not { } pushService)
            return;
        try
        {
            var root = await http.GetStringAsync(new Uri($"{gatewayUrl}/wallet/apple/development-root.pem"), cancellationToken).ConfigureAwait(false);
            pushService.Trust(root);
            phone = new SimulatedPhone(pushService, root);
            var told = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            phone.Told = message =>
            {
                if (!told.TrySetResult(message))
                    screen.Line($"  phone  shows \"{message}\"");
            };
            await phone.AddAsync(sample.DownloadUrl, cancellationToken).ConfigureAwait(false);
            screen.Line($"  phone  A simulated phone has added {sample.SerialNumber}, checked its signature and registered for changes.");
            await new SamplePass(http, gatewayUrl, apiKey).UpgradeAsync(sample.Id, "Platinum", cancellationToken).ConfigureAwait(false);
            var message = await told.Task.WaitAsync(Patience, cancellationToken).ConfigureAwait(false);
            screen.Line($"  phone  The pass was changed through the API; a push came, the phone fetched the new version and shows \"{message}\"");
            screen.Line($"         Change it again:  curl -X PUT -H \"X-API-Key: {apiKey}\" -H \"Content-Type: application/json\" -d '{{\"fields\":{{\"tier\":{{\"label\":\"Tier\",\"value\":\"Diamond\"}}}}}}' {gatewayUrl}/api/v1/passes/{sample.Id}");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The launcher stops.
        }
        catch (Exception exception) when (exception is HttpRequestException or PassRefusedException or LocalSetupException or TimeoutException or OperationCanceledException)
        {
            screen.Problem("phone", $"{exception.Message} {(phone is null ? "" : string.Join(" | ", phone.Life))}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (phone is not null)
            await phone.DisposeAsync().ConfigureAwait(false);
    }
}
