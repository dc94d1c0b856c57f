using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;

namespace Passinstance.Security.Outbound;

/// <summary>
/// How every TLS client of the platform checks a server's certificate: by the system's roots, and without a request of its own. Building a
/// chain would otherwise fetch the issuer's certificate and revocation lists from addresses that the certificate names, past the outbound
/// guard and without a timeout of ours.
/// </summary>
public static class CertificateChecks
{
    /// <summary>A policy that downloads nothing.</summary>
    /// <param name="trustedRoots">The only roots to trust, in PEM; null for the system's.</param>
    public static X509ChainPolicy CreatePolicy(string? trustedRoots = null)
    {
        var policy = new X509ChainPolicy
        {
            DisableCertificateDownloads = true,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        if (trustedRoots is { Length: > 0 })
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.ImportFromPem(trustedRoots);
        }

        return policy;
    }

    /// <summary>Makes the client's connections check certificates by <see cref="CreatePolicy"/>.</summary>
    public static IHttpClientBuilder WithoutCertificateDownloads(this IHttpClientBuilder client) =>
        client.UseSocketsHttpHandler((handler, _) => handler.SslOptions.CertificateChainPolicy = CreatePolicy());
}
