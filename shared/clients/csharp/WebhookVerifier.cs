using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NSec.Cryptography;

namespace Passinstance.Client;

/// <summary>Verifies webhooks by Standard Webhooks, signed with HMAC-SHA256 or Ed25519.</summary>
public sealed class WebhookVerifier
{
    private readonly List<byte[]> _secrets = [];
    private readonly List<PublicKey> _publicKeys = [];
    private readonly TimeSpan _tolerance;
    private readonly TimeProvider _time;

    /// <summary>Makes a verifier; keep it.</summary>
    /// <param name="keys">
    /// The secret (<c>whsec_…</c>) or the public key (<c>whpk_…</c>) of the webhook; during a rotation both the old and the new one.
    /// </param>
    /// <param name="tolerance">How much the webhook's time may differ from the clock; null for 5 minutes.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <exception cref="ArgumentException">There is no key, or one is empty or malformed.</exception>
    public WebhookVerifier(IEnumerable<string> keys, TimeSpan? tolerance = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(keys);
        foreach (var key in keys.Select(key => key?.Trim()))
            Add(key);
        if (_secrets.Count + _publicKeys.Count == 0)
            throw new ArgumentException("There is no key of the webhook.", nameof(keys));
        _tolerance = tolerance ?? TimeSpan.FromMinutes(5);
        _time = time ?? TimeProvider.System;
    }

    /// <summary>Makes a verifier for one key.</summary>
    /// <param name="key">The secret (<c>whsec_…</c>) or the public key (<c>whpk_…</c>) of the webhook.</param>
    /// <exception cref="ArgumentException">The key is empty or malformed.</exception>
    public WebhookVerifier(string key)
        : this([key])
    {
    }

    /// <summary>Verifies a webhook and returns its event.</summary>
    /// <param name="body">The body as it was received, before it is parsed.</param>
    /// <param name="id">The header <c>webhook-id</c>.</param>
    /// <param name="timestamp">The header <c>webhook-timestamp</c>.</param>
    /// <param name="signature">The header <c>webhook-signature</c>.</param>
    /// <exception cref="WebhookVerificationException">
    /// No signature is of one of the keys, the time is too far from now, or a header is missing. Respond with 400.
    /// </exception>
    public Event Verify(ReadOnlySpan<byte> body, string? id, string? timestamp, string? signature)
    {
        if (string.IsNullOrEmpty(id) || string.IsNullOrEmpty(timestamp) || string.IsNullOrEmpty(signature))
            throw new WebhookVerificationException("A header is missing: webhook-id, webhook-timestamp and webhook-signature are needed.");
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs((double)_time.GetUtcNow().ToUnixTimeSeconds() - seconds) > _tolerance.TotalSeconds)
        {
            throw new WebhookVerificationException("The webhook's time is too far from now. Check the clock of this machine.");
        }

        byte[] message = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        if (!signature.Split(' ').Any(each => IsSigned(message, each)))
        {
            throw new WebhookVerificationException(
                "No signature of the webhook is of the given keys. Verify the body as it was received, before it is parsed.");
        }

        return JsonSerializer.Deserialize<Event>(body, PassinstanceApi.Json)!;
    }

    private void Add(string? key)
    {
        if (string.IsNullOrEmpty(key))
            throw new ArgumentException("The webhook's secret is empty. Is the environment variable set?", nameof(key));
        if (key.StartsWith("whpk_", StringComparison.Ordinal))
        {
            if (FromBase64(key["whpk_".Length..]) is not { Length: 32 } bytes
                || !PublicKey.TryImport(SignatureAlgorithm.Ed25519, bytes, KeyBlobFormat.RawPublicKey, out var imported))
            {
                throw new ArgumentException("The webhook's public key is not 32 bytes in base64 after whpk_. Copy it again.", nameof(key));
            }

            _publicKeys.Add(imported!);
            return;
        }

        // A secret without the prefix is used as its UTF-8 bytes.
        var secret = key.StartsWith("whsec_", StringComparison.Ordinal)
            ? FromBase64(key["whsec_".Length..])
            : Encoding.UTF8.GetBytes(key);
        _secrets.Add(secret is { Length: > 0 }
            ? secret
            : throw new ArgumentException("The webhook's secret is not base64 after whsec_. Copy it again.", nameof(key)));
    }

    private bool IsSigned(byte[] message, string signature)
    {
        if (signature.StartsWith("v1,", StringComparison.Ordinal) && FromBase64(signature["v1,".Length..]) is { } hmac)
            return _secrets.Any(secret => CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(secret, message), hmac));
        return signature.StartsWith("v1a,", StringComparison.Ordinal) && FromBase64(signature["v1a,".Length..]) is { Length: 64 } bytes
            && _publicKeys.Any(key => SignatureAlgorithm.Ed25519.Verify(key, message, bytes));
    }

    private static byte[]? FromBase64(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : null;
    }
}

/// <summary>A webhook that is not of Passinstance, was changed, or is too old. Respond with 400.</summary>
public sealed class WebhookVerificationException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="message">What is wrong.</param>
    public WebhookVerificationException(string message)
        : base(message)
    {
    }
}
