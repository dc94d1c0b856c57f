using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Passinstance.Security.Outbound;

namespace Passinstance.Gateway.Mail;

/// <summary>How a connection to the mail server is encrypted.</summary>
internal enum MailEncryption
{
    /// <summary>Not at all: a server on this machine.</summary>
    None,

    /// <summary>After <c>STARTTLS</c> (RFC 3207). A server that does not offer it gets no mail.</summary>
    StartTls,

    /// <summary>From the first byte, as on port 465 (RFC 8314).</summary>
    FromStart,
}

/// <summary>
/// A connection to the mail server, encrypted here. The mail library would check the server's certificate by a policy of its own, which
/// fetches the issuer's certificate and revocation lists from addresses that the certificate names.
/// </summary>
internal static class MailConnection
{
    private const int MaxLine = 1000;
    private const int MaxLines = 100;
    private const int Ready = 220;
    private const int Done = 250;

    /// <summary>Opens the connection; the server's greeting is the first that is read from it, however it is encrypted.</summary>
    /// <param name="server">The server.</param>
    /// <param name="encryption">How to encrypt.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="IOException">The server does not offer encryption, or does not speak SMTP.</exception>
    public static async Task<Stream> OpenAsync(MailOptions server, MailEncryption encryption, CancellationToken cancellationToken)
    {
        var stream = await ConnectAsync(server, cancellationToken);
        try
        {
            if (encryption == MailEncryption.None)
                return stream;
            var greeting = encryption == MailEncryption.StartTls ? await StartTlsAsync(stream, cancellationToken) : "";
            var tls = new GreetingTls(stream, greeting);
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = server.Host,
                    CertificateChainPolicy = CertificateChecks.CreatePolicy(server.ReadTrustedRoots()),
                }, cancellationToken);
            return tls;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    private static async Task<NetworkStream> ConnectAsync(MailOptions server, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(server.Host, server.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // What the server says before the encryption counts for nothing after it, but for its greeting: it does not greet again.
    private static async Task<string> StartTlsAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        await ReadResponseAsync(stream, Ready, cancellationToken);
        await WriteAsync(stream, $"EHLO {OwnName(stream)}", cancellationToken);
        var extensions = await ReadResponseAsync(stream, Done, cancellationToken);
        if (!extensions.Exists(line => line.Equals("STARTTLS", StringComparison.OrdinalIgnoreCase)))
        {
            throw new IOException(
                "The server does not offer STARTTLS. Use port 465, or Mail__Encryption=none for a server on this machine.");
        }

        await WriteAsync(stream, "STARTTLS", cancellationToken);
        await ReadResponseAsync(stream, Ready, cancellationToken);
        return $"{Ready} ready\r\n";
    }

    // An address, since this machine may have no public name (RFC 5321, 4.1.3).
    private static string OwnName(NetworkStream stream)
    {
        var address = ((IPEndPoint)stream.Socket.LocalEndPoint!).Address;
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? $"[IPv6:{new IPAddress(address.GetAddressBytes())}]" : $"[{address}]";
    }

    private static ValueTask WriteAsync(NetworkStream stream, string command, CancellationToken cancellationToken) =>
        stream.WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"), cancellationToken);

    /// <returns>The texts of the response's lines.</returns>
    private static async Task<List<string>> ReadResponseAsync(NetworkStream stream, int expected, CancellationToken cancellationToken)
    {
        var texts = new List<string>();
        while (texts.Count < MaxLines)
        {
            var line = await ReadLineAsync(stream, cancellationToken);
            if (line.Length < 3 || !int.TryParse(line.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var code)
                || code != expected)
                throw new IOException($"The server responded \"{line}\" instead of {expected}.");
            texts.Add(line.Length > 4 ? line[4..] : "");
            if (line.Length == 3 || line[3] != '-')
                return texts;
        }

        throw new IOException($"The server's response has more than {MaxLines} lines.");
    }

    // Byte by byte: what follows the line that allows encryption is not to be read before it, and counts as part of the encryption.
    private static async Task<string> ReadLineAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (line.Length < MaxLine)
        {
            await stream.ReadExactlyAsync(one, cancellationToken);
            if (one[0] == '\n')
                return line.ToString().TrimEnd('\r');
            line.Append(one[0] is >= 0x20 and < 0x7F or (byte)'\r' ? (char)one[0] : '?');
        }

        throw new IOException($"The server sent a line of more than {MaxLine} bytes.");
    }

    /// <summary>TLS whose reader gets a greeting first.</summary>
    private sealed class GreetingTls(Stream inner, string greeting) : SslStream(inner)
    {
        private ReadOnlyMemory<byte> _greeting = Encoding.ASCII.GetBytes(greeting);

        public override int Read(byte[] buffer, int offset, int count) =>
            _greeting.IsEmpty ? base.Read(buffer, offset, count) : Greet(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer) => _greeting.IsEmpty ? base.Read(buffer) : Greet(buffer);

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            _greeting.IsEmpty
                ? base.ReadAsync(buffer, offset, count, cancellationToken) : Task.FromResult(Greet(buffer.AsSpan(offset, count)));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            _greeting.IsEmpty ? base.ReadAsync(buffer, cancellationToken) : ValueTask.FromResult(Greet(buffer.Span));

        private int Greet(Span<byte> buffer)
        {
            var length = Math.Min(buffer.Length, _greeting.Length);
            _greeting.Span[..length].CopyTo(buffer);
            _greeting = _greeting[length..];
            return length;
        }
    }
}
