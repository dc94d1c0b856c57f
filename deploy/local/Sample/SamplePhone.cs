using Passinstance.LocalServers;
using Passinstance.Simulators.Phone;

namespace Passinstance.Local.Sample;

/// <summary>
/// A simulated phone for the running system: it adds the sample pass, receives a push after a change and shows the new version, then every
/// further change.
/// </summary>
internal sealed class SamplePhone(HttpClient http, string gatewayUrl, string apiKey, SimulatedDevices devices, Screen screen)
    : IAsyncDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(3);
    private SimulatedPhone? _phone;

    public async Task ShowAsync(IssuedSample sample, CancellationToken cancellationToken)
    {
        if (devices.Simulator is not { } pushService)
            return;
        try
        {
            var root = await http.GetStringAsync(new Uri($"{gatewayUrl}/wallet/apple/development-root.pem"), cancellationToken);
            pushService.Trust(root);
            _phone = new SimulatedPhone(pushService, root);
            var shown = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            _phone.Notified = message =>
            {
                if (!shown.TrySetResult(message))
                    screen.Line($"  phone  shows \"{message}\"");
            };
            await _phone.AddAsync(sample.DownloadUrl, cancellationToken);
            screen.Line($"  phone  A simulated phone has added {sample.SerialNumber}, checked its signature and registered for changes.");
            await new SamplePass(http, gatewayUrl, apiKey).UpgradeAsync(sample.Id, "Platinum", cancellationToken);
            var message = await shown.Task.WaitAsync(Timeout, cancellationToken);
            screen.Line($"  phone  The pass was changed through the API; a push came, the phone fetched the new version and shows "
                + $"\"{message}\"");
            screen.Line($"         Change it again:  curl -X PUT -H \"X-API-Key: {apiKey}\" -H \"Content-Type: application/json\" -d "
                + $"'{{\"fields\":{{\"tier\":{{\"label\":\"Tier\",\"value\":\"Diamond\"}}}}}}' {gatewayUrl}/api/v1/passes/{sample.Id}");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopping.
        }
        catch (Exception exception) when (exception is HttpRequestException or PassRefusedException or LocalSetupException
            or TimeoutException or OperationCanceledException)
        {
            screen.Problem("phone", $"{exception.Message} {(_phone is null ? "" : string.Join(" | ", _phone.Life))}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_phone is not null)
            await _phone.DisposeAsync();
    }
}
