using System.Net;
using System.Net.Sockets;

namespace Passinstance.LocalServers;

/// <summary>Picks free ports on 127.0.0.1.</summary>
internal static class LoopbackPort
{
    // Below the kernel's range of ephemeral ports (32768 and up): a server that restarts finds its port still free.
    private const int First = 20000;
    private const int Last = 32000;

    public static int Free()
    {
        for (var attempt = 0; attempt < 1000; attempt++)
        {
            var port = Random.Shared.Next(First, Last);
            if (IsFree(port))
                return port;
        }

        throw new LocalSetupException($"No free port between {First} and {Last} on 127.0.0.1.");
    }

    public static bool IsFree(int port)
    {
        try
        {
            // Tested the way the gateway binds it: connections of an earlier run in TIME_WAIT do not count as in use.
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
