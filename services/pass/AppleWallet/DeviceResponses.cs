using System.Text.Json;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.AppleWallet;

/// <summary>Reads the bodies of devices' requests, and the response that they share.</summary>
internal static class DeviceResponses
{
    // Written by the operating system, not by API clients: unknown members are ignored.
    private static readonly JsonSerializerOptions Lenient = new(JsonSerializerDefaults.Web) { MaxDepth = 16 };

    /// <summary>The same response for an unknown pass, a wrong token and no token: serial numbers cannot be probed.</summary>
    internal static IResult Unauthorized(HttpContext http)
    {
        http.Response.Headers.WWWAuthenticate = "ApplePass";
        return Problem.Unauthorized("The token does not belong to such a pass. Add the pass to Wallet again from its link.");
    }

    /// <summary>Null when the body does not have this form.</summary>
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
