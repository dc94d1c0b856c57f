using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Passinstance.Testing;
using Passinstance.Testing.Services;
using Passinstance.Testing.Wallet;

namespace Passinstance.Templates.Tests.WalletIdentities;

[Trait("Category", "System")]
public sealed partial class SecretsInLogTests(TemplateFixture fixture)
{
    [Fact]
    public async Task The_program_logs_no_secret_whether_an_upload_is_accepted_or_rejected()
    {
        using var authority = new AppleTestAuthority();
        using var certificate = authority.Issue("pass.test.logged");
        var pkcs12 = authority.Pkcs12(certificate, "deeply-hidden");
        var key = certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem();
        var output = new ConcurrentQueue<string>();
        using var program = Start(output);
        try
        {
            var url = await Eventually.ValueAsync(
                _ => Task.FromResult(output.Select(line => Address().Match(line)).FirstOrDefault(match => match.Success)?.Value),
                TimeSpan.FromSeconds(60), "the program listens");
            using var api = new HttpClient { BaseAddress = new Uri(url) };
            api.DefaultRequestHeaders.Authorization = new("Bearer", fixture.Service.Deployment.Token(Guid.CreateVersion7()));

            await api.CreateAsync("/api/v1/wallet-identities/apple", new { pkcs12, password = "deeply-hidden" });
            await api.CallAsync(HttpMethod.Post, "/api/v1/wallet-identities/apple", new { pkcs12, password = "also-hidden" },
                HttpStatusCode.UnprocessableEntity);
            await api.CallAsync(HttpMethod.Post, "/api/v1/wallet-identities/apple", new { certificate = "x", privateKey = key },
                HttpStatusCode.UnprocessableEntity);
            await api.CallAsync(HttpMethod.Post, "/api/v1/wallet-identities/google",
                new { issuerId = "x", serviceAccountKey = GoogleIdentityTests.KeyFile(key) }, HttpStatusCode.UnprocessableEntity);
        }
        finally
        {
            program.Kill(entireProcessTree: true);
            await program.WaitForExitAsync();
        }

        var log = string.Join('\n', output);
        foreach (var secret in (string[])["deeply-hidden", "also-hidden", "PRIVATE KEY", pkcs12[40..100], key[100..160],
            fixture.Service.Deployment.EncryptionKey])
            Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
    }

    private Process Start(ConcurrentQueue<string> output)
    {
        var deployment = fixture.Service.Deployment;
        var program = Path.Combine(AppContext.BaseDirectory, "../../Passinstance.Templates",
            Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')), "Passinstance.Templates.dll");
        var start = new ProcessStartInfo("dotnet") { ArgumentList = { program }, RedirectStandardOutput = true };
        start.Environment["ConnectionStrings__Postgres"] = fixture.Service.Postgres;
        start.Environment["ConnectionStrings__RabbitMq"] = deployment.RabbitMq;
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["Deployment__Environment"] = "local";
        start.Environment["Deployment__PublicUrl"] = "http://wallet.test";
        start.Environment["InternalIdentity__PublicKeys__0"] = deployment.PublicKey;
        start.Environment["Encryption__CurrentKey"] = "k1";
        start.Environment["Encryption__Keys__k1"] = deployment.EncryptionKey;
        start.Environment["EventEncryption__CurrentKey"] = "k1";
        start.Environment["EventEncryption__Keys__k1"] = deployment.EncryptionKey;
        start.Environment["ServiceCalls__CurrentKey"] = "k1";
        start.Environment["ServiceCalls__Keys__k1"] = deployment.EncryptionKey;
        var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        process.OutputDataReceived += (_, line) => output.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        return process;
    }

    [GeneratedRegex("http://127\\.0\\.0\\.1:[0-9]+")]
    private static partial Regex Address();
}
