using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Passinstance.Messaging.Bus;

namespace Passinstance.Messaging.Tests;

[Trait("Category", "Unit")]
public sealed class BrokerTlsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("passinstance-tls-").FullName;

    [Fact]
    public void A_broker_is_accepted_by_the_given_root_alone_and_only_under_its_name()
    {
        using var authority = Authority("CN=Broker authority");
        using var other = Authority("CN=Another authority");
        using var broker = Issue(authority, "CN=broker");
        var tls = BrokerTls.Read(new RabbitMqOptions { TrustedRootsFile = Write("roots.pem", authority.ExportCertificatePem()) });
        var foreign = BrokerTls.Read(new RabbitMqOptions { TrustedRootsFile = Write("other.pem", other.ExportCertificatePem()) });

        // What the system's own check found: the root is not one of its own.
        const SslPolicyErrors unknownRoot = SslPolicyErrors.RemoteCertificateChainErrors;
        Assert.True(tls.Validate(this, broker, null, unknownRoot));
        Assert.False(foreign.Validate(this, broker, null, unknownRoot));
        Assert.False(BrokerTls.Default.Validate(this, broker, null, unknownRoot));
        Assert.False(tls.Validate(this, broker, null, unknownRoot | SslPolicyErrors.RemoteCertificateNameMismatch));
        Assert.False(tls.Validate(this, null, null, SslPolicyErrors.RemoteCertificateNotAvailable));
    }

    [Fact]
    public void A_certificate_of_our_own_is_shown_with_its_key()
    {
        using var authority = Authority("CN=Client authority");
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=pass", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.Create(authority, authority.NotBefore, authority.NotAfter, [1]);
        var tls = BrokerTls.Read(new RabbitMqOptions
        {
            ClientCertificateFile = Write("client.pem", certificate.ExportCertificatePem()),
            ClientKeyFile = Write("client.key", key.ExportPkcs8PrivateKeyPem()),
        });
        Assert.True(tls.Certificate!.HasPrivateKey);
    }

    [Theory]
    [InlineData("missing.pem", "", "", "RabbitMq__TrustedRootsFile")]
    [InlineData("empty.pem", "", "", "RabbitMq__TrustedRootsFile")]
    [InlineData("", "empty.pem", "", "RabbitMq__ClientKeyFile")]
    [InlineData("", "empty.pem", "empty.pem", "RabbitMq__ClientCertificateFile")]
    public void A_file_that_cannot_be_used_is_refused_and_its_setting_named(string roots, string certificate, string key, string setting)
    {
        Write("empty.pem", "");
        string Path(string name) => name.Length == 0 ? "" : System.IO.Path.Combine(_folder, name);
        var refused = Assert.Throws<InvalidOperationException>(() => BrokerTls.Read(new RabbitMqOptions
        {
            TrustedRootsFile = Path(roots),
            ClientCertificateFile = Path(certificate),
            ClientKeyFile = Path(key),
        }));
        Assert.Contains(setting, refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static X509Certificate2 Authority(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private static X509Certificate2 Issue(X509Certificate2 authority, string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.Create(authority, authority.NotBefore, authority.NotAfter, [2]);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
