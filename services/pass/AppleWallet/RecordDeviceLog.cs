using Passinstance.ServiceDefaults.Problems;
using Passinstance.ServiceDefaults.Text;

namespace Passinstance.Passes.AppleWallet;

/// <summary>
/// Stores what Wallet reports. Anyone may call this, so everything is bounded: the messages of a call, their length, and the messages
/// stored for an organization. Nothing is stored for an organization without passes.
/// </summary>
internal static class RecordDeviceLog
{
    private const int MaxMessages = 50;
    private const int MaxMessage = 2000;

    internal sealed record Request(IReadOnlyList<string?>? Logs);

    internal static async Task<IResult> HandleAsync(
        DevicePath path, HttpContext http, DeviceLogStore store, CancellationToken cancellationToken)
    {
        if (await DeviceResponses.ReadAsync<Request>(http.Request, cancellationToken) is not { Logs: { } logs })
            return Problem.Malformed("Send the messages: {\"logs\":[\"...\"]}.");
        var messages = logs.OfType<string>().Where(message => message.Length > 0).Take(MaxMessages)
            .Select(message => TextCut.Storable(message, MaxMessage)).ToArray();
        if (messages.Length > 0)
            await store.AddAsync(path.OrganizationId, messages, cancellationToken);
        return TypedResults.StatusCode(StatusCodes.Status200OK);
    }
}
