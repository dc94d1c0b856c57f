using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Passinstance.Security.Outbound;

namespace Passinstance.Webhooks.Tests.Outbound;

/// <summary>
/// The certificate of a receiver is the receiver's text. It names addresses for its issuer's certificate and for revocation lists, here on
/// loopback, and the library that builds the chain would ask them.
/// </summary>
[Trait("Category", "Unit")]
public sealed class CertificateDownloadTests
{
    private const string Name = "localhost";

    [Fact]
    public async Task A_receivers_certificate_makes_nobody_ask_the_addresses_that_it_names()
    {
        using var asked = new AddressTrap();
        using var handler = OutboundHttp.CreateHandler(
            new OutboundAddresses(new OutboundOptions { AllowedNetworks = ["127.0.0.0/8"] }), TimeSpan.FromSeconds(20),
            (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]));

        await CallAsync(handler, asked);

        Assert.Equal(0, asked.Requests);
    }

    [Fact]
    public async Task Without_the_policy_the_same_certificate_would_be_obeyed()
    {
        using var asked = new AddressTrap();
        using var handler = new SocketsHttpHandler { UseProxy = false };

        await CallAsync(handler, asked);

        Assert.NotEqual(0, asked.Requests);
    }

    [Fact]
    public void The_policy_of_every_client_downloads_nothing()
    {
        foreach (var roots in (string?[])[null, ""])
        {
            var policy = CertificateChecks.CreatePolicy(roots);
            Assert.True(policy.DisableCertificateDownloads);
            Assert.Equal(X509RevocationMode.NoCheck, policy.RevocationMode);
        }
    }

    // The server sends its own certificate only, so that the issuer's is missing.
    private static async Task CallAsync(SocketsHttpHandler handler, AddressTrap asked)
    {
        using var issuerKey = RSA.Create(2048);
        var issuerRequest = new CertificateRequest("CN=Unknown issuer", issuerKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        issuerRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        issuerRequest.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(issuerRequest.PublicKey, false));
        using var issuer = issuerRequest.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-10), DateTimeOffset.UtcNow.AddDays(10));
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={Name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(Name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension(
            ocspUris: [$"{asked.Url}ocsp"], caIssuersUris: [$"{asked.Url}issuer.crt"]));
        request.CertificateExtensions.Add(
            CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([$"{asked.Url}list.crl"]));
        using var issued = request.Create(
            issuer, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1), RandomNumberGenerator.GetBytes(8));
        using var certificate = issued.CopyWithPrivateKey(key);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener, certificate);

        using var client = new HttpClient(handler, disposeHandler: false);
        var address = new Uri($"https://{Name}:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        var exception = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(address));
        Assert.IsType<AuthenticationException>(exception.InnerException);
        await serving;
    }

    private static async Task ServeAsync(TcpListener listener, X509Certificate2 certificate)
    {
        using var connection = await listener.AcceptTcpClientAsync();
        await using var tls = new SslStream(connection.GetStream());
        try
        {
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true),
            });
            await tls.ReadExactlyAsync(new byte[1]);
        }
        catch (Exception exception) when (exception is IOException or AuthenticationException)
        {
            // The client does not trust the certificate.
        }
    }

    /// <summary>An HTTP address that counts who comes.</summary>
    private sealed class AddressTrap : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private int _requests;

        internal AddressTrap()
        {
            _listener.Start();
            _ = AcceptAsync();
        }

        internal string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/";

        internal int Requests => Volatile.Read(ref _requests);

        public void Dispose() => _listener.Dispose();

        private async Task AcceptAsync()
        {
            try
            {
                while (true)
                {
                    using var connection = await _listener.AcceptTcpClientAsync();
                    Interlocked.Increment(ref _requests);
                    await connection.GetStream().WriteAsync("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8
                        .ToArray());
                }
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException or IOException)
            {
                // Disposed.
            }
        }
    }
}
