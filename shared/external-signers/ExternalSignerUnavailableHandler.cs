using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Wallet.Apple;

namespace Passinstance.ExternalSigners;

/// <summary>
/// Answers 503 when the module or service that holds a certificate's key does not sign, or signs with another key than the certificate's.
/// </summary>
internal sealed partial class ExternalSignerUnavailableHandler(ILogger<ExternalSignerUnavailableHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        // Wrong uploads are caught where they are read: what arrives here was uploaded right and was changed in the module since.
        if (exception is not (ExternalSignerException or AppleIdentityException { Part: AppleIdentityPart.PrivateKey }))
            return false;
        LogNotSigned(exception.Message);
        await Problem.Unavailable("signer_unavailable",
            "The external signer that holds the certificate's key does not sign right now. Send the request again after Retry-After; if it "
            + "persists, inform the operator.",
            retryAfterSeconds: 5).ExecuteAsync(httpContext);
        return true;
    }

    [LoggerMessage(LogLevel.Warning, "Nothing was signed: {Reason} Check the external signer's settings and reachability.")]
    private partial void LogNotSigned(string reason);
}
