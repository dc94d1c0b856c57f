using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.Gateway.Authentication.AccessTokens;

namespace Passinstance.Gateway.Administration;

internal static class RotateSigningKey
{
    internal sealed record Response(string KeyId, DateTimeOffset ActivatesAt);

    public static async Task<Ok<Response>> HandleAsync(SigningKeys keys, CancellationToken cancellationToken)
    {
        var added = await keys.RotateAsync(cancellationToken);
        return TypedResults.Ok(new Response(added.KeyId, added.ActivatesAt));
    }
}
