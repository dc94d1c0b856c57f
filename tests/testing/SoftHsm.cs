using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Passinstance.Testing;

/// <summary>A token of SoftHSM, a hardware security module in software that speaks PKCS#11, in a folder of the test's own.</summary>
public sealed partial class SoftHsm : IDisposable
{
    /// <summary>The module.</summary>
    public const string Library = "/usr/lib/softhsm/libsofthsm2.so";

    /// <summary>The user's PIN.</summary>
    public const string Pin = "1234";

    /// <summary>
    /// The labels of its tokens. A process logs in to a token once, so that a wrong PIN needs one that no other test uses.
    /// </summary>
    public static IReadOnlyList<string> Tokens { get; } = ["wallet", "wrong-pin"];

    private static readonly SemaphoreSlim Starting = new(1, 1);
    private static SoftHsm? s_started;
    private readonly string _folder = Directory.CreateTempSubdirectory("passinstance-softhsm-").FullName;

    private string Configuration => Path.Combine(_folder, "softhsm2.conf");

    /// <summary>The module of this test program, which reads once per process where its tokens are.</summary>
    public static async Task<SoftHsm> GetAsync(CancellationToken cancellationToken = default)
    {
        await Starting.WaitAsync(cancellationToken);
        try
        {
            return s_started ??= await StartAsync(cancellationToken);
        }
        finally
        {
            Starting.Release();
        }
    }

    /// <summary>Imports a private key (RSA or of an elliptic curve) into a token.</summary>
    public async Task ImportAsync(
        string token, string label, string id, AsymmetricAlgorithm key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        var file = Path.Combine(_folder, $"{label}-{id}.pem");
        await File.WriteAllTextAsync(file, key.ExportPkcs8PrivateKeyPem(), cancellationToken);
        await RunAsync(["--import", file, "--token", token, "--label", label, "--id", id, "--pin", Pin], cancellationToken);
        File.Delete(file);
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<SoftHsm> StartAsync(CancellationToken cancellationToken)
    {
        await RequiredPrograms.SoftHsmAsync(cancellationToken);
        var started = new SoftHsm();
        var tokens = Directory.CreateDirectory(Path.Combine(started._folder, "tokens")).FullName;
        await File.WriteAllTextAsync(
            started.Configuration, $"directories.tokendir = {tokens}\nobjectstore.backend = file\nlog.level = ERROR\n", cancellationToken);
        // The module reads the environment of the process, which .NET's own copy is not.
        if (SetEnvironment("SOFTHSM2_CONF", started.Configuration, 1) != 0)
            throw new InvalidOperationException("SOFTHSM2_CONF could not be set.");
        // The module looks for tokens when it is loaded, and not again.
        foreach (var token in Tokens)
        {
            await started.RunAsync(
                ["--init-token", "--free", "--label", token, "--pin", Pin, "--so-pin", "5678"], cancellationToken);
        }

        AppDomain.CurrentDomain.ProcessExit += (_, _) => started.Dispose();
        return started;
    }

    private async Task RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("softhsm2-util", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["SOFTHSM2_CONF"] = Configuration;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"softhsm2-util ended with {process.ExitCode}: {await output}{await errors}");
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
