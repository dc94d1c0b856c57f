using System.Buffers.Text;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Passinstance.ServiceDefaults.Encryption;

namespace Passinstance.ServiceDefaults.Identity;

/// <summary>
/// A call of one service to another that no API caller stands behind, such as a worker's. It proves that it knows the deployment's encryption
/// key, for one path and for a minute; what comes back is sealed under the same key, so that neither a listener nor a forged answer gains
/// anything.
/// </summary>
public sealed class ServiceCall(SecretBox box, TimeProvider time)
{
    private const string Scheme = "Sealed";
    private const string CallPurpose = "service-call";
    private const string AnswerPurpose = "service-call-answer";
    private const int SecondsValid = 60;

    /// <summary>The credential for one call of <paramref name="path"/>.</summary>
    public AuthenticationHeaderValue Credential(string path) => new(Scheme, Base64Url.EncodeToString(
        box.Seal(CallPurpose, Guid.Empty, Encoding.UTF8.GetBytes($"{time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)} {path}"))));

    /// <summary>Whether <paramref name="request"/> carries a credential for its own path that is fresh.</summary>
    public bool IsGenuine(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Headers.Authorization is not [{ } header] || !header.StartsWith(Scheme + " ", StringComparison.Ordinal))
            return false;
        try
        {
            var said = Encoding.UTF8.GetString(box.Open(CallPurpose, Guid.Empty, Base64Url.DecodeFromChars(header.AsSpan(Scheme.Length + 1)))).Split(' ', 2);
            return said is [var seconds, var path] && path == request.Path.Value &&
                   long.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var at) &&
                   Math.Abs(time.GetUtcNow().ToUnixTimeSeconds() - at) <= SecondsValid;
        }
        catch (Exception exception) when (exception is FormatException or CryptographicException)
        {
            return false;
        }
    }

    /// <summary>Seals an answer about <paramref name="organizationId"/>.</summary>
    public byte[] Seal(Guid organizationId, ReadOnlySpan<byte> answer) => box.Seal(AnswerPurpose, organizationId, answer);

    /// <summary>Opens an answer that was asked for about <paramref name="organizationId"/>.</summary>
    /// <exception cref="CryptographicException">It is another's, or forged.</exception>
    public byte[] Open(Guid organizationId, ReadOnlySpan<byte> answer) => box.Open(AnswerPurpose, organizationId, answer);
}
