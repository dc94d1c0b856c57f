using System.Text.Json;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.AppleWallet;

/// <summary>Bodies of devices' requests and the answer they share.</summary>
internal static class DeviceResponses
{
    // Written by the operating system, not by our users: what a later one adds is read over, not refused.
    private static readonly JsonSerializerOptions Lenient = new(JsonSerializerDefaults.Web) { MaxDepth = 16 };

    /// <summary>One answer for a pass that does not exist, a token that is not its, and no token at all: serial numbers cannot be probed.</summary>
    internal static IResult Unauthorized(HttpContext http)
    {
        http.Response.Headers.WWWAuthenticate = "ApplePass";
        return Problem.Unauthorized("The token is not that of such a pass. Add the pass to Wallet again from the link you were given.");
    }

    /// <summary>Null when the body is not of this form.</summary>
    internal static async Task<T?> ReadAsync<T>(HttpRequest request, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(request.Body, Lenient, cancellationToken);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
