using System.Diagnostics;
using System.Text.RegularExpressions;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.Passes.Tests;

/// <summary>The pass service as its own process on a running service's database, to be killed.</summary>
internal sealed partial class PassProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(3);
    private readonly Process _process;

    private PassProcess(Process process, HttpClient client)
    {
        _process = process;
        Client = client;
    }

    /// <summary>A client with the organization's internal token.</summary>
    internal HttpClient Client { get; }

    internal static async Task<PassProcess> StartAsync(TestDeployment deployment, string postgres, Uri templates, Guid organizationId)
    {
        var configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/'));
        var program = Path.Combine(AppContext.BaseDirectory, "../../Passinstance.Passes", configuration, "Passinstance.Passes.dll");
        var start = new ProcessStartInfo("dotnet") { ArgumentList = { program }, RedirectStandardOutput = true };
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["ConnectionStrings__Postgres"] = postgres,
            ["ConnectionStrings__RabbitMq"] = deployment.RabbitMq,
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["Deployment__Environment"] = "local",
            ["Deployment__PublicUrl"] = "http://wallet.test",
            ["InternalIdentity__PublicKeys__0"] = deployment.PublicKey,
            ["Encryption__CurrentKey"] = "k1",
            ["Encryption__Keys__k1"] = deployment.EncryptionKey,
            ["EventEncryption__CurrentKey"] = "k1",
            ["EventEncryption__Keys__k1"] = deployment.EncryptionKey,
            ["ServiceCalls__CurrentKey"] = "k1",
            ["ServiceCalls__Keys__k1"] = deployment.EncryptionKey,
            ["Services__Template"] = templates.ToString(),
            ["Services__Notification"] = "http://127.0.0.1:9",
        })
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        // Its log names the port: a port chosen here could be taken by then. The rest is dropped, because a full pipe would stop it.
        var url = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null)
                url.TrySetException(new InvalidOperationException("The program ended before it listened."));
            else if (Address().Match(line.Data) is { Success: true } match)
                url.TrySetResult(match.Value);
        };
        process.BeginOutputReadLine();
        var client = new HttpClient { BaseAddress = new Uri(await url.Task.WaitAsync(StartDeadline)) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", deployment.Token(organizationId));
        await Eventually.TrueAsync(async token => await IsLiveAsync(client, token), StartDeadline, "the program answers");
        return new PassProcess(process, client);
    }

    /// <summary>SIGKILL: no code of the process runs any more.</summary>
    internal async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
        Client.Dispose();
    }

    private static async Task<bool> IsLiveAsync(HttpClient client, CancellationToken cancellationToken)
    {
        try
        {
            using var live = await client.GetAsync(new Uri("/health/live", UriKind.Relative), cancellationToken);
            return live.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    [GeneratedRegex("http://127\\.0\\.0\\.1:[0-9]+")]
    private static partial Regex Address();
}
