using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Passinstance.Testing.Tls;

/// <summary>
/// A TLS server whose certificate names addresses for its issuer's certificate and for revocation lists, here on loopback. The library that
/// builds the chain would ask them; <see cref="Asked"/> counts who comes.
/// </summary>
public sealed class AskingServer : IDisposable
{
    /// <summary>The name in the certificate.</summary>
    public const string Name = "localhost";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TcpListener _trap = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 _certificate;
    private readonly Func<Stream, Task>? _before;
    private int _asked;

    /// <summary>Starts it.</summary>
    /// <param name="before">What the server says on a connection before the encryption.</param>
    public AskingServer(Func<Stream, Task>? before = null)
    {
        _before = before;
        _trap.Start();
        _listener.Start();
        _certificate = CreateCertificate($"http://127.0.0.1:{((IPEndPoint)_trap.LocalEndpoint).Port}/");
        _ = AnswerTrapAsync();
        _ = ServeAsync();
    }

    /// <summary>The server's port.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Requests to the addresses in the certificate.</summary>
    public int Asked => Volatile.Read(ref _asked);

    /// <summary>Connections on which the client has seen the certificate.</summary>
    public int Handshakes { get; private set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Dispose();
        _trap.Dispose();
        _certificate.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var connection = await _listener.AcceptTcpClientAsync();
                await ServeAsync(connection);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(TcpClient connection)
    {
        try
        {
            if (_before is not null)
                await _before(connection.GetStream());
            await using var tls = new SslStream(connection.GetStream());
            Handshakes++;
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
            {
                // The server sends its own certificate only, so that the issuer's is missing.
                ServerCertificateContext = SslStreamCertificateContext.Create(_certificate, null, offline: true),
            });
            await tls.ReadExactlyAsync(new byte[1]);
        }
        catch (Exception exception) when (exception is IOException or AuthenticationException)
        {
            // The client does not trust the certificate.
        }
    }

    private async Task AnswerTrapAsync()
    {
        try
        {
            while (true)
            {
                using var connection = await _trap.AcceptTcpClientAsync();
                Interlocked.Increment(ref _asked);
                await connection.GetStream().WriteAsync(
                    "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or IOException)
        {
            // Disposed.
        }
    }

    private static X509Certificate2 CreateCertificate(string address)
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
        request.CertificateExtensions.Add(
            new X509AuthorityInformationAccessExtension(ocspUris: [$"{address}ocsp"], caIssuersUris: [$"{address}issuer.crt"]));
        request.CertificateExtensions.Add(
            CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([$"{address}list.crl"]));
        using var issued = request.Create(
            issuer, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1), RandomNumberGenerator.GetBytes(8));
        return issued.CopyWithPrivateKey(key);
    }
}
