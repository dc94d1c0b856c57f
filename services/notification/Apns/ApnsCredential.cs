using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Passinstance.Notifications.Credentials;

namespace Passinstance.Notifications.Apns;

/// <summary>What a pass type's pushes are sent with: its certificate, or a provider token of its team's key.</summary>
internal sealed class ApnsCredential : IDisposable
{
    private ApnsCredential(string fingerprint) => Fingerprint = fingerprint;

    /// <summary>Distinguishes credentials; not secret.</summary>
    internal string Fingerprint { get; }

    /// <summary>When the certificate expires; null for a token.</summary>
    internal DateTimeOffset? ExpiresAt { get; private init; }

    internal X509Certificate2? Certificate { get; private init; }

    internal X509Certificate2Collection Intermediates { get; private init; } = [];

    internal ApnsToken? Token { get; private init; }

    internal static ApnsCredential FromCertificate(string certificate, string privateKey, string intermediates)
    {
        using var leaf = X509Certificate2.CreateFromPem(certificate, privateKey);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(intermediates);
        return new ApnsCredential(leaf.GetCertHashString(HashAlgorithmName.SHA256))
        {
            Certificate = new X509Certificate2(leaf),
            Intermediates = chain,
            ExpiresAt = leaf.NotAfter.ToUniversalTime(),
        };
    }

    internal static ApnsCredential FromKey(string teamIdentifier, ApnsKey key, TimeProvider time) =>
        new($"{teamIdentifier}/{key.KeyId}") { Token = new ApnsToken(teamIdentifier, key, time) };

    internal RejectedCredential Reject(string reason, string detail) => new(Fingerprint, reason, detail, ExpiresAt);

    public void Dispose()
    {
        Certificate?.Dispose();
        foreach (var certificate in Intermediates)
            certificate.Dispose();
        Token?.Dispose();
    }
}
