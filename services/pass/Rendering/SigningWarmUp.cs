using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Passinstance.Wallet.Apple;

namespace Passinstance.Passes.Rendering;

/// <summary>
/// Signs once with a throwaway key before the service is ready: loading what that takes is most of the time of a first pass.
/// </summary>
internal static class SigningWarmUp
{
    internal static Task RunAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=Warm-up", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddMinutes(-1), now.AddDays(1));
        var pem = certificate.ExportCertificatePem();
        using var identity = AppleSigningIdentity.FromPem(pem, key.ExportPkcs8PrivateKeyPem(), pem);
        _ = identity.SignDetached("Passinstance"u8, now);
        return Task.CompletedTask;
    }
}
