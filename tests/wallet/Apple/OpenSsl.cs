using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;

namespace Passinstance.Wallet.Tests.Apple;

/// <summary>Verifies a signature with the openssl program: a reader that shares no code with ours.</summary>
internal static class OpenSsl
{
    public static async Task<(int ExitCode, string Errors)> VerifyAsync(
        string command, byte[] manifest, byte[] signature, X509Certificate2 root)
    {
        string folder = Directory.CreateTempSubdirectory("wallet-openssl-").FullName;
        try
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, "manifest.json"), manifest);
            await File.WriteAllBytesAsync(Path.Combine(folder, "signature"), signature);
            await File.WriteAllTextAsync(Path.Combine(folder, "root.pem"), root.ExportCertificatePem());
            return await RunAsync(folder,
                $"{command} -verify -binary -inform DER -in signature -content manifest.json -CAfile root.pem -purpose any -out verified");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A PKCS#12 file in the old encryption that Keychain Access still writes (RC2 and Triple DES).</summary>
    public static async Task<byte[]> LegacyPkcs12Async(string certificatesPem, string keyPem, string password)
    {
        string folder = Directory.CreateTempSubdirectory("wallet-openssl-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "all.pem"), $"{keyPem}\n{certificatesPem}\n");
            (int exitCode, string errors) = await RunAsync(
                folder, $"pkcs12 -export -legacy -in all.pem -out legacy.p12 -passout pass:{password}");
            Assert.True(exitCode == 0, errors);
            return await File.ReadAllBytesAsync(Path.Combine(folder, "legacy.p12"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(int ExitCode, string Errors)> RunAsync(string folder, string arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("openssl", arguments)
        {
            WorkingDirectory = folder, RedirectStandardError = true, RedirectStandardOutput = true,
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await errors);
    }
}
