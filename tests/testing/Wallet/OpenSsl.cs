using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;

namespace Passinstance.Testing.Wallet;

/// <summary>Runs the real openssl: signatures are checked by a program that shares no code with ours.</summary>
public static class OpenSsl
{
    /// <summary>
    /// Verifies a detached signature (DER) over content with `openssl smime -verify`, including the chain up to the given root. Throws with
    /// openssl's output when verification fails.
    /// </summary>
    /// <param name="signature">PKCS#7 in DER, the `signature` file of a pass.</param>
    /// <param name="content">What was signed, the `manifest.json` of a pass.</param>
    /// <param name="rootPem">The only certificate trusted.</param>
    /// <param name="intermediatesPem">Certificates that may help to build the chain besides those in the signature; may be empty.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public static Task<string> VerifySmimeAsync(
        ReadOnlyMemory<byte> signature, ReadOnlyMemory<byte> content, string rootPem, string intermediatesPem = "",
        CancellationToken cancellationToken = default) =>
        VerifyAsync("smime", signature, content, rootPem, intermediatesPem, cancellationToken);

    /// <summary>The same with `openssl cms -verify`, which is stricter about attributes.</summary>
    public static Task<string> VerifyCmsAsync(
        ReadOnlyMemory<byte> signature, ReadOnlyMemory<byte> content, string rootPem, string intermediatesPem = "",
        CancellationToken cancellationToken = default) =>
        VerifyAsync("cms", signature, content, rootPem, intermediatesPem, cancellationToken);

    /// <summary>Verifies a detached signature and returns openssl's exit code and output, for signatures that must not verify.</summary>
    /// <param name="verb">smime or cms.</param>
    /// <param name="content">What was signed.</param>
    /// <param name="signature">PKCS#7 in DER.</param>
    /// <param name="root">The only certificate trusted.</param>
    public static Task<(int ExitCode, string Output)> TryVerifyAsync(
        string verb, ReadOnlyMemory<byte> content, ReadOnlyMemory<byte> signature, X509Certificate2 root)
    {
        ArgumentNullException.ThrowIfNull(root);
        return TryVerifyAsync(verb, signature, content, root.ExportCertificatePem(), "", CancellationToken.None);
    }

    /// <summary>A PKCS#12 file in the old encryption that Keychain Access still writes (RC2 and Triple DES).</summary>
    public static async Task<byte[]> LegacyPkcs12Async(string certificatesPem, string keyPem, string password)
    {
        var folder = Directory.CreateTempSubdirectory("passinstance-openssl-").FullName;
        try
        {
            var (all, legacy) = (Path.Combine(folder, "all.pem"), Path.Combine(folder, "legacy.p12"));
            await File.WriteAllTextAsync(all, $"{keyPem}\n{certificatesPem}\n");
            await RunAsync(["pkcs12", "-export", "-legacy", "-in", all, "-out", legacy, "-passout", $"pass:{password}"]);
            return await File.ReadAllBytesAsync(legacy);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Checks a certificate request in PEM and its signature; throws with openssl's output when it is not valid.</summary>
    public static async Task CheckRequestAsync(string pem)
    {
        var folder = Directory.CreateTempSubdirectory("passinstance-openssl-").FullName;
        try
        {
            var file = Path.Combine(folder, "pass.certSigningRequest");
            await File.WriteAllTextAsync(file, pem);
            await RunAsync(["req", "-verify", "-noout", "-in", file]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Runs openssl and returns its output (stdout, then stderr); throws when it does not exit with 0.</summary>
    public static async Task<string> RunAsync(IEnumerable<string> arguments, CancellationToken cancellationToken = default)
    {
        var (exitCode, output) = await TryRunAsync(arguments, cancellationToken);
        return exitCode == 0
            ? output
            : throw new InvalidOperationException($"openssl {string.Join(' ', arguments)} ended with {exitCode}:\n{output}");
    }

    private static async Task<(int ExitCode, string Output)> TryRunAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        await RequiredPrograms.OpenSslAsync(cancellationToken);
        var start = new ProcessStartInfo("openssl", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("openssl did not start.");
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, await output + await errors);
    }

    private static async Task<string> VerifyAsync(
        string verb, ReadOnlyMemory<byte> signature, ReadOnlyMemory<byte> content, string rootPem, string intermediatesPem,
        CancellationToken cancellationToken)
    {
        var (exitCode, output) = await TryVerifyAsync(verb, signature, content, rootPem, intermediatesPem, cancellationToken);
        return exitCode == 0 ? output : throw new InvalidOperationException($"openssl {verb} -verify ended with {exitCode}:\n{output}");
    }

    private static async Task<(int ExitCode, string Output)> TryVerifyAsync(
        string verb, ReadOnlyMemory<byte> signature, ReadOnlyMemory<byte> content, string rootPem, string intermediatesPem,
        CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("passinstance-openssl-").FullName;
        try
        {
            string In(string name) => Path.Combine(folder, name);
            await File.WriteAllBytesAsync(In("signature"), signature, cancellationToken);
            await File.WriteAllBytesAsync(In("content"), content, cancellationToken);
            await File.WriteAllTextAsync(In("root.pem"), rootPem, cancellationToken);
            List<string> arguments =
            [
                verb, "-verify", "-binary", "-inform", "DER", "-in", In("signature"), "-content", In("content"), "-CAfile", In("root.pem"),
                "-no-CApath", "-no-CAstore", "-purpose", "any", "-out", "/dev/null",
            ];
            if (intermediatesPem.Length > 0)
            {
                await File.WriteAllTextAsync(In("intermediates.pem"), intermediatesPem, cancellationToken);
                arguments.AddRange(["-certfile", In("intermediates.pem")]);
            }

            return await TryRunAsync(arguments, cancellationToken);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
