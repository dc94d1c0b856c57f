using Passinstance.LocalServers;

namespace Passinstance.Testing;

/// <summary>Programs that a test runs beside ours; a bare machine gets them from apt, as the launcher gets its servers.</summary>
public static class RequiredPrograms
{
    /// <summary>Node.js, for what JavaScript users run.</summary>
    public static Task NodeAsync(CancellationToken cancellationToken = default) =>
        EnsureAsync("/usr/bin/node", "nodejs", cancellationToken);

    /// <summary>npm, for a program of others that reads what we wrote.</summary>
    public static Task NpmAsync(CancellationToken cancellationToken = default) => EnsureAsync("/usr/bin/npm", "npm", cancellationToken);

    /// <summary>Chromium, which shows pages as people see them.</summary>
    public static Task ChromiumAsync(CancellationToken cancellationToken = default) =>
        EnsureAsync("/usr/bin/chromium", "chromium", cancellationToken);

    /// <summary>openssl, which verifies what we signed.</summary>
    public static Task OpenSslAsync(CancellationToken cancellationToken = default) =>
        EnsureAsync("/usr/bin/openssl", "openssl", cancellationToken);

    /// <summary>zbarimg, which reads barcodes from pictures.</summary>
    public static Task ZbarAsync(CancellationToken cancellationToken = default) =>
        EnsureAsync("/usr/bin/zbarimg", "zbar-tools", cancellationToken);

    /// <summary>curl, as in the documentation's samples.</summary>
    public static Task CurlAsync(CancellationToken cancellationToken = default) => EnsureAsync("/usr/bin/curl", "curl", cancellationToken);

    /// <summary>Debian's Python with the requests library; a python3 earlier on PATH may lack it.</summary>
    public static Task PythonRequestsAsync(CancellationToken cancellationToken = default) =>
        EnsureAsync("/usr/lib/python3/dist-packages/requests/__init__.py", "python3-requests", cancellationToken);

    /// <summary>Any other file that a package brings.</summary>
    public static Task EnsureAsync(string file, string package, CancellationToken cancellationToken) =>
        File.Exists(file) ? Task.CompletedTask : ServerInstaller.InstallAsync(package, Console.Error.WriteLine, cancellationToken);
}
