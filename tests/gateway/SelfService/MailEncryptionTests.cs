using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Passinstance.Gateway.Mail;
using Passinstance.Testing.Tls;

namespace Passinstance.Gateway.Tests.SelfService;

/// <summary>
/// The encryption of mails. The certificate of a mail server is the server's text: the addresses that it names, here on loopback, are asked
/// by nobody.
/// </summary>
[Trait("Category", "Unit")]
public sealed class MailEncryptionTests : IDisposable
{
    private readonly string _roots = Path.GetTempFileName();

    public void Dispose() => File.Delete(_roots);

    [Fact]
    public async Task The_certificate_of_a_mail_server_makes_nobody_ask_the_addresses_that_it_names()
    {
        using var server = new AskingServer(OfferTlsAsync);

        var result = await SendAsync(new MailOptions { Host = AskingServer.Name, Port = server.Port });

        Assert.Equal(MailResult.Failed, result);
        Assert.Equal(1, server.Handshakes);
        Assert.Equal(0, server.Asked);
    }

    [Fact]
    public async Task Nor_does_it_when_the_connection_is_encrypted_from_the_start()
    {
        using var server = new AskingServer();

        await Assert.ThrowsAsync<AuthenticationException>(() => MailConnection.OpenAsync(
            new MailOptions { Host = AskingServer.Name, Port = server.Port }, MailEncryption.FromStart,
            TestContext.Current.CancellationToken));

        Assert.Equal(1, server.Handshakes);
        Assert.Equal(0, server.Asked);
    }

    [Fact]
    public async Task A_mail_is_sent_after_STARTTLS_to_a_server_with_a_trusted_certificate()
    {
        using var certificate = CreateCertificate();
        await using var server = new SmtpServer { Certificate = certificate };

        var result = await SendAsync(
            new MailOptions { Host = "localhost", Port = server.Port, TrustedRootsFile = Write(certificate) });

        Assert.Equal(MailResult.Sent, result);
        Assert.Equal(1, server.Encrypted);
        Assert.Contains("Hello", Assert.Single(server.Mails), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_is_encrypted_from_the_start_begins_with_the_servers_greeting()
    {
        using var certificate = CreateCertificate();
        await using var server = new SmtpServer { Certificate = certificate, IsEncryptedFromStart = true };

        await using var connection = await MailConnection.OpenAsync(
            new MailOptions { Host = "localhost", Port = server.Port, TrustedRootsFile = Write(certificate) }, MailEncryption.FromStart,
            TestContext.Current.CancellationToken);
        using var reader = new StreamReader(connection, Encoding.ASCII);

        Assert.Equal("220 test ESMTP", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "250 in the clear\r\n")]
    public async Task A_server_without_encryption_and_one_that_speaks_before_it_get_no_mail(bool offers, string injected)
    {
        using var certificate = CreateCertificate();
        await using var server = new SmtpServer { Certificate = offers ? certificate : null, Injected = injected };

        var result = await SendAsync(
            new MailOptions { Host = "localhost", Port = server.Port, TrustedRootsFile = Write(certificate) });

        Assert.Equal(MailResult.Failed, result);
        Assert.Empty(server.Mails);
    }

    [Fact]
    public async Task A_certificate_of_another_root_or_another_name_is_refused()
    {
        using var certificate = CreateCertificate();
        using var other = CreateCertificate();
        await using var server = new SmtpServer { Certificate = certificate };

        Assert.Equal(MailResult.Failed, await SendAsync(
            new MailOptions { Host = "localhost", Port = server.Port, TrustedRootsFile = Write(other) }));
        Assert.Equal(MailResult.Failed, await SendAsync(
            new MailOptions { Host = "127.0.0.1", Port = server.Port, TrustedRootsFile = Write(certificate) }));
        Assert.Empty(server.Mails);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no certificate")]
    public void A_file_without_roots_is_named(string content)
    {
        File.WriteAllText(_roots, content);
        var options = new MailOptions { TrustedRootsFile = _roots };
        Assert.Contains("Mail__TrustedRootsFile", Assert.Single(options.Validate(new(options))).ErrorMessage!, StringComparison.Ordinal);
    }

    private static Task<MailResult> SendAsync(MailOptions options)
    {
        options.From = "Passinstance <passes@example.com>";
        return new Mailer(Options.Create(options), NullLogger<Mailer>.Instance)
            .SendAsync(
                "a@example.com", new MailMessage("Hello", "Hello.", "Open", "https://example.com", ""),
                TestContext.Current.CancellationToken);
    }

    private static async Task OfferTlsAsync(Stream stream)
    {
        using var reader = new StreamReader(stream, leaveOpen: true);
        await using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync("220 test ESMTP");
        await reader.ReadLineAsync();
        await writer.WriteLineAsync("250 STARTTLS");
        await reader.ReadLineAsync();
        await writer.WriteLineAsync("220 go on");
    }

    private string Write(X509Certificate2 certificate)
    {
        File.WriteAllText(_roots, certificate.ExportCertificatePem());
        return _roots;
    }

    // Its own root.
    private static X509Certificate2 CreateCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
