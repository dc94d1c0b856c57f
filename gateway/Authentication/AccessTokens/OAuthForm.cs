using Microsoft.AspNetCore.Http.Features;

namespace Passinstance.Gateway.Authentication.AccessTokens;

/// <summary>Reads the parameters of an OAuth request. A body that cannot be read is the client's mistake, never an error of ours.</summary>
internal static class OAuthForm
{
    private const int MaxParameters = 64;
    private static readonly FormOptions Options = new()
    {
        ValueCountLimit = MaxParameters,
        KeyLengthLimit = 256,
        ValueLengthLimit = 8 * 1024,
    };

    /// <summary>The parameters; null when there are none that can be read.</summary>
    public static async Task<IFormCollection?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.HasFormContentType || request.ContentType!.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
            return null;
        try
        {
            return await request.ReadFormAsync(Options, cancellationToken);
        }
        catch (Exception exception) when (exception is InvalidDataException or InvalidOperationException or ArgumentException)
        {
            // Too many or too long parameters, or an escape that is no character, such as %00.
            return null;
        }
    }

    public static IResult Unreadable(HttpContext context) => OAuthError.BadRequest(
        context, "invalid_request",
        $"Send at most {MaxParameters} parameters as application/x-www-form-urlencoded, in UTF-8 and without U+0000.");
}
