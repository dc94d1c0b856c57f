using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Passinstance.Security.Outbound;
using Passinstance.Testing.Tls;

namespace Passinstance.Webhooks.Tests.Outbound;

/// <summary>
/// The certificate of a receiver is the receiver's text. It names addresses for its issuer's certificate and for revocation lists, here on
/// loopback, and the library that builds the chain would ask them.
/// </summary>
[Trait("Category", "Unit")]
public sealed class CertificateDownloadTests
{
    [Fact]
    public async Task A_receivers_certificate_makes_nobody_ask_the_addresses_that_it_names()
    {
        using var server = new AskingServer();
        using var handler = OutboundHttp.CreateHandler(
            new OutboundAddresses(new OutboundOptions { AllowedNetworks = ["127.0.0.0/8"] }), TimeSpan.FromSeconds(20),
            (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]));

        await CallAsync(handler, server);

        Assert.Equal(0, server.Asked);
    }

    [Fact]
    public async Task Without_the_policy_the_same_certificate_would_be_obeyed()
    {
        using var server = new AskingServer();
        using var handler = new SocketsHttpHandler { UseProxy = false };

        await CallAsync(handler, server);

        Assert.NotEqual(0, server.Asked);
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

    private static async Task CallAsync(SocketsHttpHandler handler, AskingServer server)
    {
        using var client = new HttpClient(handler, disposeHandler: false);
        var exception = await Assert.ThrowsAsync<HttpRequestException>(
            () => client.GetAsync(new Uri($"https://{AskingServer.Name}:{server.Port}/")));
        Assert.IsType<AuthenticationException>(exception.InnerException);
    }
}
