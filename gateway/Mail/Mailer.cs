using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Passinstance.Gateway.Mail;

/// <summary>What happened to a mail. The names are those of the API.</summary>
internal enum MailResult
{
    /// <summary>The server has taken it.</summary>
    Sent,

    /// <summary>The server has not; the log says why.</summary>
    Failed,

    /// <summary>The deployment sends no mail.</summary>
    Off,
}

/// <summary>Sends mail by the server of the section <c>Mail</c>. A mail that cannot be sent fails nothing else.</summary>
internal sealed partial class Mailer(IOptions<MailOptions> options, ILogger<Mailer> logger)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(8);

    public async Task<MailResult> SendAsync(string to, MailMessage mail, CancellationToken cancellationToken)
    {
        var server = options.Value;
        if (server.Host.Length == 0)
            return MailResult.Off;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Timeout);
        try
        {
            using var message = new MimeMessage
            {
                From = { MailboxAddress.Parse(server.From) },
                To = { MailboxAddress.Parse(to) },
                Subject = mail.Subject,
                // The last is the best that a program can show.
                Body = new MultipartAlternative(new TextPart("plain") { Text = mail.Text }, new TextPart("html") { Text = mail.Html }),
            };
            using var client = new SmtpClient();
            var encryption = server.Encryption == "none" ? MailEncryption.None
                : server.Port == 465 ? MailEncryption.FromStart : MailEncryption.StartTls;
            await using var connection = await MailConnection.OpenAsync(server, encryption, deadline.Token);
            await client.ConnectAsync(connection, server.Host, server.Port, SecureSocketOptions.None, deadline.Token);
            // They prove the channel that the library would have opened itself.
            client.AuthenticationMechanisms.RemoveWhere(name => name.EndsWith("-PLUS", StringComparison.OrdinalIgnoreCase));
            if (server.User.Length > 0)
                await client.AuthenticateAsync(server.User, server.Password, deadline.Token);
            await client.SendAsync(message, deadline.Token);
            await client.DisconnectAsync(quit: true, deadline.Token);
            return MailResult.Sent;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && exception is not OutOfMemoryException)
        {
            LogNotSent(server.Host, server.Port, exception);
            return MailResult.Failed;
        }
    }

    [LoggerMessage(
        LogLevel.Warning,
        "A mail was not sent by {Host}:{Port}. The link was shown where it was made. Check the settings Mail__* and the server.")]
    private partial void LogNotSent(string host, int port, Exception exception);
}
