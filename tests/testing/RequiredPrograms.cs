using Passinstance.LocalServers;

namespace Passinstance.Testing;

/// <summary>Other programs that tests run; on a new machine they are installed with apt, as the launcher installs its servers.</summary>
public static class RequiredPrograms
{
    /// <summary>Node.js, for the JavaScript tests.</summary>
    public static Task NodeAsync(CancellationToken cancellationToken = default) =>
        EnsureAsync("/usr/bin/node", "nodejs", cancellationToken);

    /// <summary>npm, for third-party programs that read our output.</summary>
    public static Task NpmAsync(CancellationToken cancellationToken = default) => EnsureAsync("/usr/bin/npm", "npm", cancellationToken);

    /// <summary>
    /// Where Chromium is: Debian's build without windows, where each page costs a renderer and not a whole window with its own
    /// renderers. It is not the script in /usr/bin, whose child would outlive it.
    /// </summary>
    public const string Chromium = "/usr/lib/chromium/chromium-headless-shell";

    /// <summary>Chromium, which renders pages.</summary>
    public static Task ChromiumAsync(CancellationToken cancellationToken = default) =>
        EnsureAsync(Chromium, "chromium-headless-shell", cancellationToken);

    /// <summary>openssl, which verifies our signatures.</summary>
    public static Task OpenSslAsync(CancellationToken cancellationToken = default) =>
        EnsureAsync("/usr/bin/openssl", "openssl", cancellationToken);

    /// <summary>zbarimg, which reads barcodes from images.</summary>
    public static Task ZbarAsync(CancellationToken cancellationToken = default) =>
        EnsureAsync("/usr/bin/zbarimg", "zbar-tools", cancellationToken);

    /// <summary>SoftHSM, a hardware security module in software.</summary>
    public static Task SoftHsmAsync(CancellationToken cancellationToken = default) =>
        EnsureAsync("/usr/bin/softhsm2-util", "softhsm2", cancellationToken);

    /// <summary>curl, as in the documentation's samples.</summary>
    public static Task CurlAsync(CancellationToken cancellationToken = default) => EnsureAsync("/usr/bin/curl", "curl", cancellationToken);

    /// <summary>Debian's Python with the requests library; a python3 earlier on PATH may lack it.</summary>
    public static Task PythonRequestsAsync(CancellationToken cancellationToken = default) =>
        EnsureAsync("/usr/lib/python3/dist-packages/requests/__init__.py", "python3-requests", cancellationToken);

    /// <summary>Any other file of a package.</summary>
    public static Task EnsureAsync(string file, string package, CancellationToken cancellationToken) =>
        File.Exists(file) ? Task.CompletedTask : ServerInstaller.InstallAsync(package, Console.Error.WriteLine, cancellationToken);
}
