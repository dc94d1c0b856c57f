using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Passinstance.LocalServers;
using Passinstance.Simulators.Google;

namespace Passinstance.Local.Sample;

/// <summary>
/// A simulated holder with Google Wallet for the running system, that saves a pass, receives its changes and a message, and removes it.
/// </summary>
internal sealed class SampleGoogleHolder(string gatewayUrl, SamplePass api, GoogleSimulator? google, Screen screen)
{
    private const string IssuerId = "3388000000000000000";
    private const string Account = "launcher@passinstance-local.iam.gserviceaccount.com";
    private const int MaxBody = 1000;
    private const int MaxToken = 1800;
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public async Task ShowAsync(string accountKey, CancellationToken cancellationToken)
    {
        if (google is null)
            return;
        try
        {
            await UploadAccountAsync(google, accountKey, cancellationToken);
            var pass = await IssueAsync(cancellationToken);
            var passId = pass.GetProperty("id").GetString()!;
            var objectId = await SaveAsync(google, pass, cancellationToken);
            // The first change replaces everything Google made from a link; after that only differences are sent.
            await ChangeAsync(google, passId, objectId, "Platinum", cancellationToken);
            await ChangeAsync(google, passId, objectId, "Diamond", cancellationToken);
            await SendMessageAsync(google, passId, objectId, cancellationToken);
            var removed = await google.RemoveAsync(objectId, cancellationToken: cancellationToken);
            screen.Line($"  google The holder removed the pass; Google's callback returned {removed}. Installs: "
                + $"{await InstallsAsync(passId, cancellationToken)}");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopping.
        }
        catch (Exception exception) when (exception is HttpRequestException or SaveRefusedException or LocalSetupException
            or TimeoutException or OperationCanceledException)
        {
            screen.Problem("google", $"{exception.Message} {string.Join(" | ", google.Calls)}");
        }
    }

    private async Task UploadAccountAsync(GoogleSimulator google, string accountKey, CancellationToken cancellationToken)
    {
        using var key = RSA.Create();
        key.ImportFromPem(accountKey);
        google.Register(IssuerId, Account, key.ExportSubjectPublicKeyInfoPem());
        await api.SendAsync(HttpMethod.Post, "/api/v1/wallet-identities/google", new
        {
            issuerId = IssuerId,
            serviceAccountKey = new
            {
                type = "service_account",
                client_email = Account,
                private_key_id = "launcher",
                private_key = accountKey
            },
        }, cancellationToken);
    }

    // The pass service gets the account by an event: the pass has a link from its first change after that. A change of nothing else makes
    // no version.
    private async Task<JsonElement> IssueAsync(CancellationToken cancellationToken)
    {
        var (pass, serialNumber) = await api.IssueAsync(cancellationToken);
        await UntilAsync(
            async () => pass.GetProperty("googleSaveUrl").ValueKind == JsonValueKind.String ||
                (pass = await api.SendAsync(HttpMethod.Put, $"/api/v1/passes/{pass.GetProperty("id").GetString()}",
                    new { barcodeMessage = serialNumber }, cancellationToken))
                    .GetProperty("googleSaveUrl").ValueKind == JsonValueKind.String,
            "a save link", cancellationToken);
        return pass;
    }

    private async Task<string> SaveAsync(GoogleSimulator google, JsonElement pass, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var browser = new HttpClient(handler);
        Uri? link = null;
        // For a link that browsers would truncate, the object is stored through Google's API first, and the link only references it. Until
        // then the page says that the pass is not ready.
        await UntilAsync(
            async () =>
            {
                using var redirect = await browser.GetAsync(new Uri(pass.GetProperty("googleSaveUrl").GetString()!), cancellationToken);
                if (redirect.StatusCode == HttpStatusCode.ServiceUnavailable)
                    return false;
                link = redirect.Headers.Location
                    ?? throw new LocalSetupException($"The save link returned {(int)redirect.StatusCode} and no address.");
                return link.Segments[^1].Length <= MaxToken;
            },
            "a short save link", cancellationToken);
        var (objectId, answered) = await google.SaveAsync(link!, cancellationToken: cancellationToken);
        var installs = await InstallsAsync(pass.GetProperty("id").GetString()!, cancellationToken);
        screen.Line($"  google A simulated holder followed the save link; Google stored {objectId} and its callback returned {answered}. "
            + $"Installs: {installs}");
        return objectId;
    }

    private async Task ChangeAsync(GoogleSimulator google, string passId, string objectId, string tier, CancellationToken cancellationToken)
    {
        await api.UpgradeAsync(passId, tier, cancellationToken);
        GoogleCallRecord? sent = null;
        await UntilAsync(() => Task.FromResult(
            (sent = google.Calls.LastOrDefault(call => call.Status == 200 && IsOf(call, objectId) && Contains(call, tier))) is not null),
            $"the tier {tier} at Google", cancellationToken);
        var body = sent!.Body!.ToJsonString();
        screen.Line($"  google The tier was changed through the API; Passinstance sent {sent.Method} {sent.Path.Split('/')[0]} "
            + $"{(body.Length <= MaxBody ? body : $"{body[..MaxBody]} [...]")}");
    }

    private async Task SendMessageAsync(GoogleSimulator google, string passId, string objectId, CancellationToken cancellationToken)
    {
        var notification = await api.SendAsync(
            HttpMethod.Post, "/api/v1/push-notifications",
                new { target = new { passIds = new[] { passId } }, title = "News", message = "You are {tier} now." }, cancellationToken);
        var id = notification.GetProperty("id").GetString();
        string? text = null;
        await UntilAsync(
            () => Task.FromResult((text = google.FindObject(objectId)?["messages"]?.AsArray()
                .Where(message => (string?)message!["id"] == id).Select(message => (string?)message!["body"]).FirstOrDefault())
                is not null),
            "the message at Google", cancellationToken);
        var isNotified = google.Notices.Contains(new GoogleNotice(objectId, id!));
        screen.Line($"  google A message was sent through {gatewayUrl}/api/v1/push-notifications; Google "
            + $"{(isNotified ? "notified the holder" : "shows it without notifying the holder")}: \"{text}\"");
    }

    private async Task<int> InstallsAsync(string passId, CancellationToken cancellationToken) =>
        (await api.SendAsync(HttpMethod.Get, $"/api/v1/passes/{passId}", null, cancellationToken)).GetProperty("installs").GetInt32();

    private static bool IsOf(GoogleCallRecord call, string objectId) => call.Path.Contains(objectId, StringComparison.Ordinal)
        || (string?)call.Body?["id"] == objectId;

    private static bool Contains(GoogleCallRecord call, string text) => call.Body?.ToJsonString()
        .Contains(text, StringComparison.Ordinal) == true;

    private static async Task UntilAsync(Func<Task<bool>> isSo, string what, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Timeout);
        try
        {
            while (!await isSo())
                await Task.Delay(Pause, timeout.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"Not within {Timeout.TotalSeconds:0} s: {what}.");
        }
    }
}
