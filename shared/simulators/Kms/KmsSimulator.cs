using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Passinstance.Simulators.Kms;

/// <summary>
/// The signing of AWS KMS on loopback: JSON 1.1, requests signed by SigV4 with one access key, errors as AWS names them. Keys never leave.
/// </summary>
public sealed class KmsSimulator : IAsyncDisposable
{
    /// <summary>The access key that requests must be signed with.</summary>
    public const string AccessKeyId = "AKIDEXAMPLE";

    private readonly ConcurrentDictionary<string, AsymmetricAlgorithm> _keys = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _rejected = new(StringComparer.Ordinal);
    private WebApplication _application = null!;
    private int _signatures;
    private int _throttle;

    private KmsSimulator()
    {
    }

    /// <summary>The address of the service.</summary>
    public Uri Url => new(_application.Urls.Single());

    /// <summary>Signatures made so far.</summary>
    public int Signatures => Volatile.Read(ref _signatures);

    /// <summary>How long each signature takes, as over a network.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Starts a simulator.</summary>
    public static async Task<KmsSimulator> StartAsync(CancellationToken cancellationToken = default)
    {
        var simulator = new KmsSimulator();
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        simulator._application = builder.Build();
        simulator._application.Run(simulator.ServeAsync);
        await simulator._application.StartAsync(cancellationToken);
        return simulator;
    }

    /// <summary>Imports a key.</summary>
    /// <param name="keyId">Its id.</param>
    /// <param name="key">The key; copied.</param>
    public void Import(string keyId, RSA key)
    {
        var copy = RSA.Create();
        copy.ImportParameters(key.ExportParameters(includePrivateParameters: true));
        _keys[keyId] = copy;
    }

    /// <summary>Makes a key of an elliptic curve, which cannot sign as RSA does.</summary>
    /// <param name="keyId">Its id.</param>
    public void CreateElliptic(string keyId) => _keys[keyId] = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>Rejects every request with a key, or no more.</summary>
    /// <param name="keyId">The key.</param>
    /// <param name="type">AWS's name of the error, such as <c>DisabledException</c>; null ends it.</param>
    public void Reject(string keyId, string? type)
    {
        if (type is null)
            _rejected.TryRemove(keyId, out _);
        else
            _rejected[keyId] = type;
    }

    /// <summary>Rejects the next requests because there were too many.</summary>
    /// <param name="requests">How many.</param>
    public void Throttle(int requests) => Interlocked.Exchange(ref _throttle, requests);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        foreach (var key in _keys.Values)
            key.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        if (!authorization.StartsWith("AWS4-HMAC-SHA256 ", StringComparison.Ordinal))
            await RejectAsync(context, "MissingAuthenticationTokenException");
        else if (!authorization.Contains($"Credential={AccessKeyId}/", StringComparison.Ordinal)
            || !authorization.Contains("/kms/aws4_request", StringComparison.Ordinal)
            || !authorization.Contains("Signature=", StringComparison.Ordinal))
            await RejectAsync(context, "UnrecognizedClientException");
        else if (context.Request.Headers["X-Amz-Target"] != "TrentService.Sign"
            || context.Request.ContentType != "application/x-amz-json-1.1")
            await RejectAsync(context, "UnknownOperationException");
        else
            await SignAsync(context);
    }

    private async Task SignAsync(HttpContext context)
    {
        using var request = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var keyId = request.RootElement.GetProperty("KeyId").GetString()!;
        if (Interlocked.Decrement(ref _throttle) >= 0)
            await RejectAsync(context, "ThrottlingException");
        else if (!_keys.TryGetValue(keyId, out var key))
            await RejectAsync(context, "NotFoundException");
        else if (_rejected.TryGetValue(keyId, out var type))
            await RejectAsync(context, type);
        else if (request.RootElement.GetProperty("MessageType").GetString() != "DIGEST"
            || request.RootElement.GetProperty("SigningAlgorithm").GetString() != "RSASSA_PKCS1_V1_5_SHA_256")
            await RejectAsync(context, "ValidationException");
        else if (key is not RSA rsa)
            await RejectAsync(context, "InvalidKeyUsageException");
        else
            await SignAsync(context, keyId, rsa, request.RootElement.GetProperty("Message").GetBytesFromBase64());
    }

    private async Task SignAsync(HttpContext context, string keyId, RSA key, byte[] hash)
    {
        await Task.Delay(Delay, context.RequestAborted);
        var signature = key.SignHash(hash, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        Interlocked.Increment(ref _signatures);
        context.Response.ContentType = "application/x-amz-json-1.1";
        await context.Response.WriteAsync(JsonSerializer.Serialize(
            new { KeyId = keyId, Signature = signature, SigningAlgorithm = "RSASSA_PKCS1_V1_5_SHA_256" }));
    }

    private static Task RejectAsync(HttpContext context, string type)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        context.Response.ContentType = "application/x-amz-json-1.1";
        context.Response.Headers["x-amzn-ErrorType"] = type;
        return context.Response.WriteAsync(JsonSerializer.Serialize(new { __type = type, message = type }));
    }
}
