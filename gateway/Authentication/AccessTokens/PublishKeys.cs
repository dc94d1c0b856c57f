using Microsoft.IdentityModel.Tokens;

namespace Passinstance.Gateway.Authentication.AccessTokens;

/// <summary>The public keys that verify access tokens (RFC 7517).</summary>
internal static class PublishKeys
{
    internal sealed record PublicKey(string Kty, string Crv, string Use, string Alg, string Kid, string X, string Y);

    internal sealed record Response(IReadOnlyList<PublicKey> Keys);

    public static async Task<IResult> HandleAsync(HttpContext context, SigningKeys keys, CancellationToken cancellationToken)
    {
        var accepted = await keys.AcceptedAsync(cancellationToken);
        // Shorter than the time between a key's publication and its first signature.
        context.Response.Headers.CacheControl = "public, max-age=15";
        return TypedResults.Ok(new Response([.. accepted.Select(Describe)]));
    }

    private static PublicKey Describe(ECDsaSecurityKey key)
    {
        var point = key.ECDsa.ExportParameters(includePrivateParameters: false).Q;
        return new PublicKey(
            "EC", "P-256", "sig", "ES256", key.KeyId, Base64UrlEncoder.Encode(point.X), Base64UrlEncoder.Encode(point.Y));
    }
}
