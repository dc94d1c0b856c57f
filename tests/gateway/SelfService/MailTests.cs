using System.Net;
using Microsoft.Extensions.Options;
using MimeKit;
using Passinstance.Gateway.Mail;
using Passinstance.Gateway.Tests.Fixtures;
using Passinstance.Gateway.Tests.SignIn;

namespace Passinstance.Gateway.Tests.SelfService;

/// <summary>Invitations by mail, to an SMTP server that runs here.</summary>
[Trait("Category", "Integration")]
public sealed class MailTests
{
    [Fact]
    public async Task An_invitation_is_mailed_to_its_person_with_the_link()
    {
        await using var server = new SmtpServer();
        await using var gateway = await StartAsync(server.Port);
        var owner = await TestPerson.SignedInAsync(gateway);

        var created = await owner.ReadAsync(
            HttpMethod.Post, "/api/v1/invitations", await owner.AccessTokenAsync(),
            new { email = "john.o'neill+x@example.com", role = "viewer" }, HttpStatusCode.Created);

        Assert.Equal("sent", created.GetProperty("mail").GetString());
        Assert.Contains("<john.o'neill+x@example.com>", Assert.Single(server.Recipients), StringComparison.Ordinal);
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Assert.Single(server.Mails)));
        using var mail = await MimeMessage.LoadAsync(stream);
        Assert.Equal("Invitation to Acme", mail.Subject);
        Assert.Equal("Passinstance", mail.From.Mailboxes.Single().Name);
        var url = created.GetProperty("url").GetString()!;
        Assert.Contains(url, mail.TextBody, StringComparison.Ordinal);
        Assert.Contains($"<a href=\"{WebUtility.HtmlEncode(url)}\"", mail.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", mail.HtmlBody, StringComparison.Ordinal);
    }

    [Fact]
    public void What_people_have_named_is_text_in_the_html_of_a_mail()
    {
        var mail = new MailMessage(
            "Invitation to <b>Ada & Co</b>", "You are invited to \"<script>\".", "Accept", "https://wallet.example/?a=1&b=2",
            "Until noon.");

        Assert.Contains("Invitation to &lt;b&gt;Ada &amp; Co&lt;/b&gt;</h1>", mail.Html, StringComparison.Ordinal);
        Assert.Contains("href=\"https://wallet.example/?a=1&amp;b=2\"", mail.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", mail.Html, StringComparison.Ordinal);
        Assert.Contains("Accept:\nhttps://wallet.example/?a=1&b=2\n", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_refuses_or_does_not_respond_fails_the_mail_and_not_the_invitation()
    {
        await using var server = new SmtpServer { Rejects = true };
        await using var refusing = await StartAsync(server.Port);
        await using var silent = await StartAsync(port: 9);
        foreach (var gateway in (GatewayFixture[])[refusing, silent])
        {
            var owner = await TestPerson.SignedInAsync(gateway);
            var created = await owner.ReadAsync(
                HttpMethod.Post, "/api/v1/invitations", await owner.AccessTokenAsync(), new { email = "a@example.com", role = "viewer" },
                HttpStatusCode.Created);
            Assert.Equal("failed", created.GetProperty("mail").GetString());
            Assert.Equal(HttpStatusCode.OK, (await new Browser(gateway).OpenAsync(created.GetProperty("url").GetString()!)).Status);
        }
    }

    [Fact]
    public async Task A_server_without_a_sender_stops_the_start()
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(
            () => GatewayFixture.StartAsync(new() { ["Mail:Host"] = "127.0.0.1" }));
        Assert.Contains("Mail__From", exception.Message, StringComparison.Ordinal);
    }

    private static Task<GatewayFixture> StartAsync(int port) => GatewayFixture.StartAsync(new()
    {
        ["Mail:Host"] = "127.0.0.1",
        ["Mail:Port"] = port.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["Mail:Encryption"] = "none",
        ["Mail:From"] = "Passinstance <passes@example.com>",
    });
}
