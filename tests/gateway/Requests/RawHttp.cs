using System.Net.Sockets;
using System.Text;

namespace Passinstance.Gateway.Tests.Requests;

/// <summary>Bytes to the gateway as they are: a client library would repair what these tests send.</summary>
internal static class RawHttp
{
    /// <summary>Sends the text and returns everything that came back until the gateway closed or nothing more came.</summary>
    public static async Task<RawAnswer> SendAsync(int port, string request, TimeSpan? patience = null)
    {
        using var socket = new TcpClient { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", port);
        var stream = socket.GetStream();
        var answer = new StringBuilder();
        var buffer = new byte[16 * 1024];
        var closed = false;
        using var deadline = new CancellationTokenSource(patience ?? TimeSpan.FromMinutes(1));
        try
        {
            // A server that has read enough may close before all is written.
            await stream.WriteAsync(Encoding.Latin1.GetBytes(request), deadline.Token);
            while (true)
            {
                var read = await stream.ReadAsync(buffer, deadline.Token);
                if (read == 0)
                {
                    closed = true;
                    break;
                }
                answer.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }
        }
        catch (OperationCanceledException)
        {
            // The connection stays open: that is an answer too.
        }
        catch (IOException)
        {
            closed = true;
        }
        return new RawAnswer(answer.ToString(), closed);
    }
}

internal sealed record RawAnswer(string Text, bool Closed)
{
    public IReadOnlyList<int> Statuses { get; } =
        [.. System.Text.RegularExpressions.Regex.Matches(Text, @"^HTTP/1\.1 (\d{3})", System.Text.RegularExpressions.RegexOptions.Multiline).Select(match => int.Parse(match.Groups[1].Value))];
}
