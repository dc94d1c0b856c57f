using System.Net.Sockets;

namespace Passinstance.LocalServers.Containers;

/// <summary>Detects whether a container engine (Docker, or Podman with Docker's API) responds.</summary>
internal static class ContainerEngine
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    public static async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        foreach (var address in Addresses(Environment.GetEnvironmentVariable))
            if (await AnswersAsync(address, cancellationToken))
                return true;
        return false;
    }

    /// <summary>DOCKER_HOST when it is set, else the usual sockets of the machine and of the user.</summary>
    internal static IEnumerable<Uri> Addresses(Func<string, string?> variable)
    {
        if (variable("DOCKER_HOST") is { Length: > 0 } host)
            return Uri.TryCreate(host, UriKind.Absolute, out var given) ? [given] : [];
        string[] sockets = ["/var/run/docker.sock"];
        if (variable("XDG_RUNTIME_DIR") is { Length: > 0 } folder)
            sockets = [.. sockets, $"{folder}/docker.sock", $"{folder}/podman/podman.sock"];
        return sockets.Select(socket => new Uri($"unix://{socket}"));
    }

    internal static async Task<bool> AnswersAsync(Uri engine, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler();
        if (engine.Scheme == "unix")
            handler.ConnectCallback = (_, token) => ConnectAsync(engine.LocalPath, token);
        using var http = new HttpClient(handler) { Timeout = Timeout };
        var address = engine.Scheme == "unix"
            ? new Uri("http://engine/_ping") : new UriBuilder(engine) { Scheme = "http", Path = "/_ping" }.Uri;
        try
        {
            using var response = await http.GetAsync(address, cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
