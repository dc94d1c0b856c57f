using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Passinstance.Gateway.Tests.SelfService;

/// <summary>An SMTP server on this machine that takes every mail, or none.</summary>
internal sealed class SmtpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public SmtpServer()
    {
        _listener.Start();
        _running = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public ConcurrentQueue<string> Mails { get; } = new();

    public ConcurrentQueue<string> Recipients { get; } = new();

    public bool Rejects { get; set; }

    /// <summary>The certificate; without it the server offers no encryption.</summary>
    public X509Certificate2? Certificate { get; set; }

    /// <summary>Whether TLS begins with the connection instead of with STARTTLS.</summary>
    public bool IsEncryptedFromStart { get; set; }

    /// <summary>Sent in the clear right after the line that lets the encryption begin, as one who sits between would.</summary>
    public string Injected { get; set; } = "";

    /// <summary>Mails that came over an encrypted connection.</summary>
    public int Encrypted { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _running;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await ServeAsync(client);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            await using var stream = client.GetStream();
            if (IsEncryptedFromStart)
                await ServeEncryptedAsync(stream, greets: true);
            else
                await ServeAsync(stream, greets: true);
        }
        catch (Exception exception) when (exception is IOException or AuthenticationException)
        {
            // The client has gone.
        }
    }

    private async Task ServeEncryptedAsync(NetworkStream stream, bool greets)
    {
        await using var tls = new SslStream(stream);
        await tls.AuthenticateAsServerAsync(Certificate!);
        await ServeAsync(tls, greets);
    }

    private async Task ServeAsync(Stream stream, bool greets)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
        if (greets)
            await writer.WriteLineAsync("220 test ESMTP");
        while (await reader.ReadLineAsync(_stop.Token) is { } line)
        {
            switch (line.Split(' ', ':')[0].ToUpperInvariant())
            {
                case "EHLO" when Certificate is not null && stream is NetworkStream:
                    await writer.WriteLineAsync("250-test\r\n250-8BITMIME\r\n250 STARTTLS");
                    break;
                case "STARTTLS":
                    await writer.WriteAsync($"220 go on\r\n{Injected}");
                    await ServeEncryptedAsync((NetworkStream)stream, greets: false);
                    return;
                case "RCPT" when Rejects:
                    await writer.WriteLineAsync("550 no such person");
                    break;
                case "RCPT":
                    Recipients.Enqueue(line);
                    await writer.WriteLineAsync("250 ok");
                    break;
                case "DATA":
                    await writer.WriteLineAsync("354 go on");
                    Mails.Enqueue(await ReadMailAsync(reader));
                    Encrypted += stream is SslStream ? 1 : 0;
                    await writer.WriteLineAsync("250 taken");
                    break;
                case "QUIT":
                    await writer.WriteLineAsync("221 bye");
                    return;
                default:
                    await writer.WriteLineAsync("250 ok");
                    break;
            }
        }
    }

    private async Task<string> ReadMailAsync(StreamReader reader)
    {
        var mail = new StringBuilder();
        while (await reader.ReadLineAsync(_stop.Token) is { } line && line != ".")
            mail.AppendLine(line);
        return mail.ToString();
    }
}
