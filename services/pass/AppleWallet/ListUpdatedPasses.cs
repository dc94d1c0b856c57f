using System.Text.Json.Serialization;

namespace Passinstance.Passes.AppleWallet;

/// <summary>
/// The device's passes that changed since its last request: 200 with serial numbers and a tag, or 204. The device's identifier is its
/// credential, as Apple defined it.
/// </summary>
internal static class ListUpdatedPasses
{
    /// <param name="SerialNumbers">Passes to fetch.</param>
    /// <param name="LastUpdated">Opaque to the device, which sends it with the next request.</param>
    internal sealed record Response(
        [property: JsonPropertyName("serialNumbers")] IReadOnlyList<string> SerialNumbers,
        [property: JsonPropertyName("lastUpdated")] string LastUpdated);

    internal static async Task<IResult> HandleAsync(
        DevicePath path, string? passesUpdatedSince, DevicePassStore passes, CancellationToken cancellationToken)
    {
        // An unknown tag is treated as none: the list has all passes.
        var (serialNumbers, next) = await passes.ListChangedAsync(path, DeviceTag.TryRead(passesUpdatedSince), cancellationToken);
        return serialNumbers.Count == 0
            ? TypedResults.NoContent()
            : TypedResults.Ok(new Response(serialNumbers, next.ToString()));
    }
}
