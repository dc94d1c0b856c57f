using System.Globalization;
using System.Text.Json.Serialization;

namespace Passinstance.Passes.AppleWallet;

/// <summary>
/// Which of a device's passes changed since it last asked: 200 with serial numbers and a tag, 204 when none did. The device's identifier is its
/// credential here, as Apple has it.
/// </summary>
internal static class ListUpdatedPasses
{
    /// <param name="SerialNumbers">Passes to fetch.</param>
    /// <param name="LastUpdated">Opaque to the device, which asks with it next time.</param>
    internal sealed record Response([property: JsonPropertyName("serialNumbers")] IReadOnlyList<string> SerialNumbers, [property: JsonPropertyName("lastUpdated")] string LastUpdated);

    internal static async Task<IResult> HandleAsync(DevicePath path, string? passesUpdatedSince, DevicePasses passes, CancellationToken cancellationToken)
    {
        // A tag that is none of ours is as good as none: the device learns of all its passes.
        long? since = long.TryParse(passesUpdatedSince, NumberStyles.None, CultureInfo.InvariantCulture, out var tag) ? tag : null;
        var (serialNumbers, next) = await passes.ListChangedAsync(path, since, cancellationToken);
        return serialNumbers.Count == 0
            ? TypedResults.NoContent()
            : TypedResults.Ok(new Response(serialNumbers, next.ToString(CultureInfo.InvariantCulture)));
    }
}
