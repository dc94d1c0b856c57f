using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Passinstance.Gateway.Tests.RequestPolicies;

/// <summary>Sends bytes to the gateway unchanged. A client library would correct what these tests send.</summary>
internal static class RawHttp
{
    /// <summary>Sends the text and returns everything received until the gateway closes the connection or the timeout ends.</summary>
    public static async Task<RawAnswer> SendAsync(int port, string request, TimeSpan? timeout = null)
    {
        using var socket = new TcpClient { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", port);
        var stream = socket.GetStream();
        var answer = new StringBuilder();
        var buffer = new byte[16 * 1024];
        var closed = false;
        using var deadline = new CancellationTokenSource(timeout ?? TimeSpan.FromMinutes(1));
        try
        {
            // A server that has read enough may close the connection before everything is written.
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
            // The connection stays open, which is a valid result.
        }
        catch (IOException)
        {
            closed = true;
        }

        return new RawAnswer(answer.ToString(), closed);
    }
}

internal sealed partial record RawAnswer(string Text, bool Closed)
{
    public IReadOnlyList<int> Statuses { get; } = [.. StatusLine().Matches(Text).Select(match => int.Parse(match.Groups[1].Value))];

    [GeneratedRegex(@"^HTTP/1\.1 (\d{3})", RegexOptions.Multiline)]
    private static partial Regex StatusLine();
}
