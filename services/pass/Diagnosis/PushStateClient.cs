using System.Text.Json;

namespace Passinstance.Passes.Diagnosis;

/// <summary>The pushes of one pass to both wallets, as the notification service knows them.</summary>
internal sealed record PassPushes(
    IReadOnlyList<DevicePushes> Devices, PushSuspension? Apple, GoogleObjectState? Google, PushSuspension? Issuer);

/// <summary>The pushes to one device.</summary>
internal sealed record DevicePushes(
    bool IsRegistered, DateTimeOffset ChangedAt, DateTimeOffset? PushedAt, string? PushResult, DateTimeOffset? WaitingSince, int Attempts);

/// <summary>Work that waits for another credential.</summary>
internal sealed record PushSuspension(DateTimeOffset Since, string Reason, string? Detail);

/// <summary>The object at Google.</summary>
internal sealed record GoogleObjectState(
    int WantedVersion, int SentVersion, bool IsWaiting, DateTimeOffset RequestedAt, int Attempts, string? Failure, string? ClassFailure);

/// <summary>
/// Reads the state of a pass's pushes from the notification service, with the caller's own internal token. A diagnosis without an answer
/// says so.
/// </summary>
internal sealed partial class PushStateClient(HttpClient http, ILogger<PushStateClient> logger)
{
    /// <summary>Null when the notification service does not respond.</summary>
    internal async Task<PassPushes?> FindAsync(
        HttpRequest caller, Guid passId, string passTypeIdentifier, string? issuerId, CancellationToken cancellationToken)
    {
        var query = QueryString.Create(new Dictionary<string, string?>
        {
            ["passTypeIdentifier"] = passTypeIdentifier,
            ["issuerId"] = issuerId,
        });
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/internal/passes/{passId}/pushes{query}");
        request.Headers.TryAddWithoutValidation("Authorization", caller.Headers.Authorization.ToString());
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            response.EnsureSuccessStatusCode();
            var state = await response.Content.ReadFromJsonAsync<PassPushes>(cancellationToken);
            // Another version of the program may leave out an empty list.
            return state is { Devices: null } ? state with { Devices = [] } : state;
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException ||
            (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogNotReached(exception.Message);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "A diagnosis has no state of pushes: the notification service does not respond: {Reason}")]
    private partial void LogNotReached(string reason);
}
