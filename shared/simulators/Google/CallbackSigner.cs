using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Passinstance.Simulators.Google;

/// <summary>Signs callbacks as Google does (<c>ECv2SigningOnly</c>), and incorrectly where a test needs it.</summary>
public sealed class CallbackSigner : IDisposable
{
    private const string Protocol = "ECv2SigningOnly";
    private readonly ECDsa _root = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _intermediate = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>When the root key expires.</summary>
    public DateTimeOffset RootExpiresAt { get; set; } = DateTimeOffset.UtcNow.AddDays(30);

    /// <summary>The keys that Google publishes: the root key, and one of another protocol, which verifies nothing here.</summary>
    public string PublishedKeys => new JsonObject
    {
        ["keys"] = new JsonArray(
            new JsonObject
            {
                ["keyValue"] = Convert.ToBase64String(_intermediate.ExportSubjectPublicKeyInfo()),
                ["protocolVersion"] = "ECv1"
            },
            new JsonObject
            {
                ["keyValue"] = Convert.ToBase64String(_root.ExportSubjectPublicKeyInfo()),
                ["protocolVersion"] = Protocol,
                ["keyExpiration"] = Millis(RootExpiresAt).ToString(System.Globalization.CultureInfo.InvariantCulture),
            }),
    }.ToJsonString();

    /// <summary>A callback of an object.</summary>
    /// <param name="objectId">The object.</param>
    /// <param name="eventType"><c>save</c> or <c>del</c>.</param>
    /// <param name="how">What is wrong with it; nothing when null.</param>
    public string Sign(string objectId, string eventType, CallbackForm? how = null)
    {
        how ??= new CallbackForm();
        var now = DateTimeOffset.UtcNow;
        var message = JsonSerializer.Serialize(new
        {
            classId = objectId[..objectId.LastIndexOf('.')],
            objectId,
            expTimeMillis = Millis(how.ExpiresAt ?? now + how.ValidFor),
            eventType,
            nonce = how.Nonce ?? Guid.NewGuid().ToString(),
        });
        var signedKey = JsonSerializer.Serialize(new
        {
            keyValue = Convert.ToBase64String(_intermediate.ExportSubjectPublicKeyInfo()),
            keyExpiration = Millis(now + how.KeyValidFor).ToString(System.Globalization.CultureInfo.InvariantCulture),
        });
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var root = how.IsByStranger ? stranger : _root;
        var recipient = how.Recipient ?? objectId.Split('.')[0];
        var signature = Sign(_intermediate, how, "GooglePayPasses", recipient, Protocol, message);
        return JsonSerializer.Serialize(new
        {
            signature,
            intermediateSigningKey = new { signedKey, signatures = new[] { Sign(root, how, "GooglePayPasses", Protocol, signedKey) } },
            protocolVersion = Protocol,
            signedMessage = how.Alter?.Invoke(message) ?? message,
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _root.Dispose();
        _intermediate.Dispose();
    }

    private static string Sign(ECDsa key, CallbackForm how, params ReadOnlySpan<string> parts)
    {
        using var content = new MemoryStream();
        Span<byte> length = stackalloc byte[4];
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            if (how.IsBigEndian)
                BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            else
                BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
            content.Write(length);
            content.Write(bytes);
        }

        lock (key)
            return Convert.ToBase64String(key.SignData(content.ToArray(), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
    }

    private static long Millis(DateTimeOffset time) => time.ToUnixTimeMilliseconds();
}

/// <summary>How a callback is signed; the defaults are Google's.</summary>
public sealed record CallbackForm
{
    /// <summary>The nonce; a repeat has the same.</summary>
    public string? Nonce { get; init; }

    /// <summary>The recipient; the issuer.</summary>
    public string? Recipient { get; init; }

    /// <summary>When it expires, which orders Google's callbacks; <see cref="ValidFor"/> from now when null.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Its lifetime.</summary>
    public TimeSpan ValidFor { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The lifetime of the intermediate key.</summary>
    public TimeSpan KeyValidFor { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Encodes lengths as big-endian.</summary>
    public bool IsBigEndian { get; init; }

    /// <summary>The intermediate key is signed by a key that is not Google's.</summary>
    public bool IsByStranger { get; init; }

    /// <summary>Changes the message after signing.</summary>
    public Func<string, string>? Alter { get; init; }
}
