using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace Passinstance.ServiceDefaults.Identity;

/// <summary>
/// P-256 keys from PEM, identified by their RFC 7638 thumbprint so that both sides agree on the <c>kid</c> without configuration.
/// </summary>
public static class EllipticCurveKey
{
    /// <summary>Reads a PKCS#8 or SEC 1 private key, or an SPKI public key, of the curve P-256.</summary>
    /// <exception cref="ArgumentException">The text is not PEM of an elliptic-curve key, or the curve is another one.</exception>
    public static ECDsaSecurityKey FromPem(string pem)
    {
        var key = ECDsa.Create();
        try
        {
            // Environment files write line ends as \n and put the text in quotation marks.
            key.ImportFromPem(pem.Trim('"', '\'', '\uFEFF', ' ').Replace("\\n", "\n", StringComparison.Ordinal));
            if (key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value != ECCurve.NamedCurves.nistP256.Oid.Value)
                throw new ArgumentException(
                    "ES256 needs a P-256 key. Make one with: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256", nameof(pem));
            return new ECDsaSecurityKey(key) { KeyId = Thumbprint(key) };
        }
        catch (CryptographicException exception)
        {
            key.Dispose();
            throw new ArgumentException("The PEM does not hold a readable elliptic-curve key.", nameof(pem), exception);
        }
        catch (ArgumentException)
        {
            key.Dispose();
            throw;
        }
    }

    private static string Thumbprint(ECDsa key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        // RFC 7638: the required members in lexicographic order, without white space.
        var canonical = $$"""{"crv":"P-256","kty":"EC","x":"{{Base64UrlEncoder.Encode(point.X)}}","y":"{{Base64UrlEncoder.Encode(
            point.Y)}}"}""";
        return Base64UrlEncoder.Encode(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(canonical)));
    }
}
