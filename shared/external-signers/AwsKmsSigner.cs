using Amazon;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Amazon.Runtime;
using Passinstance.Security.Outbound;
using Passinstance.Wallet.Apple;

namespace Passinstance.ExternalSigners;

/// <summary>A connection to AWS KMS. The SDK retries what may succeed later.</summary>
internal sealed class AwsKmsClient : IDisposable
{
    private readonly AmazonKeyManagementServiceClient _client;

    // AWS counts requests per account: more at a time would only be throttled.
    private readonly SemaphoreSlim _free;

    internal AwsKmsClient(AwsKmsOptions options)
    {
        _free = new SemaphoreSlim(options.Concurrency, options.Concurrency);
        var config = new AmazonKeyManagementServiceConfig { Timeout = TimeSpan.FromSeconds(5), MaxErrorRetry = 2 };
        if (options.Endpoint is { } endpoint)
        {
            config.ServiceURL = endpoint.ToString();
            config.AuthenticationRegion = options.Region;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        }

        config.HttpClientFactory = new CheckedHttpClients();
        _client = options.AccessKeyId.Length > 0
            ? new AmazonKeyManagementServiceClient(new BasicAWSCredentials(options.AccessKeyId, options.SecretAccessKey), config)
            : new AmazonKeyManagementServiceClient(config);
    }

    internal async Task<byte[]> SignAsync(string key, byte[] sha256Hash, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        try
        {
            using var message = new MemoryStream(sha256Hash, writable: false);
            var response = await _client.SignAsync(
                new SignRequest
                {
                    KeyId = key,
                    Message = message,
                    MessageType = MessageType.DIGEST,
                    SigningAlgorithm = SigningAlgorithmSpec.RSASSA_PKCS1_V1_5_SHA_256,
                }, cancellationToken);
            return response.Signature.ToArray();
        }
        catch (AmazonServiceException exception)
        {
            throw Rejected(key, exception);
        }
        catch (Exception exception) when (exception is AmazonClientException or HttpRequestException or IOException or TimeoutException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new ExternalSignerException($"AWS KMS did not respond to a signature with the key \"{key}\".", exception);
        }
        finally
        {
            _free.Release();
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _free.Dispose();
    }

    // What AWS says is not repeated: it may name the account.
    private static ExternalSignerException Rejected(string key, AmazonServiceException exception)
    {
        var (advice, part) = exception.ErrorCode switch
        {
            "NotFoundException" => ("There is no such key in the region.", ExternalSignerPart.Key),
            "DisabledException" => ("The key is disabled.", ExternalSignerPart.Key),
            "KMSInvalidStateException" => ("The key is not usable, for example because it is to be deleted.", ExternalSignerPart.Key),
            "InvalidKeyUsageException" or "ValidationException" =>
                ("The key must be of the kind RSA_2048 and of the usage SIGN_VERIFY.", ExternalSignerPart.Key),
            "AccessDeniedException" => ("The credentials are not allowed kms:Sign with the key.", ExternalSignerPart.Key),
            "UnrecognizedClientException" or "InvalidSignatureException" or "IncompleteSignature" or "InvalidClientTokenId"
                or "ExpiredTokenException" or "MissingAuthenticationTokenException" =>
                ("AWS rejects the credentials: the operator checks AccessKeyId and SecretAccessKey.", ExternalSignerPart.Signer),
            _ => ("", ExternalSignerPart.Signer),
        };
        return new ExternalSignerException(
            $"AWS KMS does not sign with the key \"{key}\" ({exception.ErrorCode}). {advice}".TrimEnd(), exception)
        {
            IsPermanent = advice.Length > 0,
            Part = part,
        };
    }
}

/// <summary>Signs with a key in AWS KMS.</summary>
internal sealed class AwsKmsSigner(Func<AwsKmsClient> client, string key) : IExternalSigner
{
    // Only when a certificate is uploaded.
    public byte[] SignHash(ReadOnlySpan<byte> sha256Hash)
    {
        var hash = sha256Hash.ToArray();
        return Task.Run(() => client().SignAsync(key, hash, CancellationToken.None)).GetAwaiter().GetResult();
    }

    public async ValueTask<byte[]> SignHashAsync(ReadOnlyMemory<byte> sha256Hash, CancellationToken cancellationToken) =>
        await client().SignAsync(key, sha256Hash.ToArray(), cancellationToken);
}

/// <summary>The SDK's connections, which check certificates as every client of the platform does: without a request of their own.</summary>
internal sealed class CheckedHttpClients : HttpClientFactory
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        SslOptions = { CertificateChainPolicy = CertificateChecks.CreatePolicy() },
    })
    {
        Timeout = clientConfig.Timeout ?? Timeout,
    };
}
