using System.Diagnostics;
using Passinstance.Testing.Services;

namespace Passinstance.Notifications.Tests;

/// <summary>The service as a process of its own on a running service's database, which ends by SIGKILL.</summary>
internal sealed class NotificationProgram(Process process) : IAsyncDisposable
{
    internal static NotificationProgram Start(RunningService service, IReadOnlyDictionary<string, string?> settings)
    {
        var path = Path.Combine(
            AppContext.BaseDirectory, "../../Passinstance.Notifications", Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')),
            "Passinstance.Notifications.dll");
        var start = new ProcessStartInfo("dotnet") { ArgumentList = { path }, RedirectStandardOutput = true };
        foreach (var (name, value) in new Dictionary<string, string?>(settings)
        {
            ["ConnectionStrings:Postgres"] = service.Postgres,
            ["ConnectionStrings:RabbitMq"] = service.Deployment.RabbitMq,
            ["Deployment:Environment"] = "local",
            ["Deployment:PublicUrl"] = "http://wallet.test",
            ["InternalIdentity:PublicKeys:0"] = service.Deployment.PublicKey,
            ["Encryption:CurrentKey"] = "k1",
            ["Encryption:Keys:k1"] = service.Deployment.EncryptionKey,
            ["EventEncryption:CurrentKey"] = "k1",
            ["EventEncryption:Keys:k1"] = service.Deployment.EncryptionKey,
            ["ServiceCalls:CurrentKey"] = "k1",
            ["ServiceCalls:Keys:k1"] = service.Deployment.EncryptionKey,
            ["Outbound:AllowedNetworks:0"] = "127.0.0.0/8",
            ["Outbound:AllowHttp"] = "true",
        })
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        // Read and dropped: a full pipe would stop the program.
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return new NotificationProgram(process);
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
