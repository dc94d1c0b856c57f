using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Passinstance.Security.Outbound;

namespace Passinstance.Webhooks.Tests.Outbound;

[Trait("Category", "Unit")]
public sealed class OutboundTlsTests
{
    private const string Name = "receiver.example";

    [Fact]
    public async Task A_good_certificate_is_accepted_under_the_name_in_the_address() =>
        Assert.Null(await CallAsync(certificate => certificate));

    [Fact]
    public async Task A_self_signed_certificate_is_refused()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={Name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        AddName(request, Name);
        using var own = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));

        Assert.IsType<AuthenticationException>(await CallAsync(_ => own));
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_refused() =>
        Assert.IsType<AuthenticationException>(await CallAsync(certificate => certificate, name: "other.example"));

    [Fact]
    public async Task An_expired_certificate_is_refused() =>
        Assert.IsType<AuthenticationException>(
            await CallAsync(certificate => certificate, from: DateTimeOffset.UtcNow.AddDays(-3), until: DateTimeOffset.UtcNow.AddDays(-1)));

    // Returns what the client threw at the bottom, or null when it got its answer with the name as SNI.
    private static async Task<Exception?> CallAsync(
        Func<X509Certificate2, X509Certificate2> choose, string name = Name, DateTimeOffset? from = null, DateTimeOffset? until = null)
    {
        using var rootKey = RSA.Create(2048);
        var rootRequest = new CertificateRequest("CN=Test root", rootKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        rootRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var root = rootRequest.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-10), DateTimeOffset.UtcNow.AddDays(10));
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        AddName(request, name);
        using var issued = request.Create(
            root, from ?? DateTimeOffset.UtcNow.AddDays(-1), until ?? DateTimeOffset.UtcNow.AddDays(1), [1, 2, 3]);
        using var certificate = issued.CopyWithPrivateKey(key);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener, choose(certificate));

        using var handler = OutboundHttp.CreateHandler(
            new OutboundAddresses(new OutboundOptions { AllowedNetworks = ["127.0.0.0/8"] }), TimeSpan.FromMinutes(1), (_, _) =>
                Task.FromResult<IPAddress[]>([IPAddress.Loopback]));
        // Only the root is the test's; what is checked, and against which name, is as in earnest.
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { root },
            RevocationMode = X509RevocationMode.NoCheck,
        };
        using var client = new HttpClient(handler);
        try
        {
            using var call = new HttpRequestMessage(
                HttpMethod.Get, new Uri($"https://{Name}:{((IPEndPoint)listener.LocalEndpoint).Port}/"));
            var phases = ConnectionPhases.Watch(call);
            using var response = await client.SendAsync(call);
            Assert.Equal(Name, await serving);
            Assert.NotNull(phases.Tls);
            return null;
        }
        catch (HttpRequestException exception)
        {
            Assert.Null(await serving);
            return exception.GetBaseException() is AuthenticationException inner ? inner : exception.InnerException;
        }
    }

    private static async Task<string?> ServeAsync(TcpListener listener, X509Certificate2 certificate)
    {
        using var connection = await listener.AcceptTcpClientAsync();
        await using var tls = new SslStream(connection.GetStream());
        string? asked = null;
        try
        {
            await tls.AuthenticateAsServerAsync((_, hello, _, _) =>
            {
                asked = hello.ServerName;
                return ValueTask.FromResult(new SslServerAuthenticationOptions { ServerCertificate = certificate });
            }, null);
            var buffer = new byte[4096];
            if (await tls.ReadAsync(buffer) == 0)
                return null;
            await tls.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
            return asked;
        }
        catch (Exception exception) when (exception is IOException or AuthenticationException)
        {
            return null;
        }
    }

    private static void AddName(CertificateRequest request, string name)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
    }
}
