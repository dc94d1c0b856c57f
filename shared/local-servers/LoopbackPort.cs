using System.Net;
using System.Net.Sockets;

namespace Passinstance.LocalServers;

/// <summary>
/// Picks free ports on 127.0.0.1. A port is reserved, by a locked file, for as long as the process lives: servers bind theirs some seconds
/// after they were picked, and several launchers and test programs pick at the same time.
/// </summary>
internal static class LoopbackPort
{
    // Below the kernel's range of ephemeral ports (32768 and up): a server that restarts finds its port still free.
    private const int First = 20000;
    private const int Last = 32000;

    // Not the process's own TMPDIR: all processes of a user share the reservations.
    private static readonly string Folder = Path.Combine(
        OperatingSystem.IsWindows() ? Path.GetTempPath() : "/tmp", $"passinstance-ports-{Environment.UserName}");
    private static readonly List<FileStream> Reserved = [];

    public static int Free()
    {
        Directory.CreateDirectory(Folder);
        for (var attempt = 0; attempt < 1000; attempt++)
        {
            var port = Random.Shared.Next(First, Last);
            if (IsFree(port) && TryReserve(port))
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

    private static bool TryReserve(int port)
    {
        try
        {
            var file = new FileStream(
                Path.Combine(Folder, port.ToString(System.Globalization.CultureInfo.InvariantCulture)), FileMode.OpenOrCreate,
                FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
            lock (Reserved)
                Reserved.Add(file);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
