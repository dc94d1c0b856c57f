using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Passinstance.Benchmarks.Engine;
using Passinstance.ExternalSigners;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Simulators.Kms;
using Passinstance.Testing;
using Passinstance.Wallet.Apple;
using Passinstance.Wallet.Model;

namespace Passinstance.Benchmarks.Signers;

/// <summary>
/// Whole passes per second whose signatures are made elsewhere: by SoftHSM through PKCS#11, and by a simulated AWS KMS that takes as long
/// as a network. Each signature is verified, as always.
/// </summary>
internal static class SignerBenchmark
{
    private const int Target = 200;
    private static readonly int[] Concurrencies = [1, 16, 64];
    private static readonly TimeSpan NetworkDelay = TimeSpan.FromMilliseconds(50);

    internal static Command Command()
    {
        var quick = CommonOptions.Quick();
        var command = new Command("signers", "Measures passes that are signed by a hardware module and by AWS KMS.") { quick };
        command.SetAction((result, stop) => RunAsync(result.GetValue(quick), stop));
        return command;
    }

    private static async Task<int> RunAsync(bool quick, CancellationToken stop)
    {
        var duration = TimeSpan.FromSeconds(quick ? 2 : 10);
        using var workload = new EngineWorkload();
        var module = await SoftHsm.GetAsync(stop);
        await module.ImportAsync(SoftHsm.Tokens[0], "benchmark", "a1", workload.Key, stop);
        await using var kms = await KmsSimulator.StartAsync(stop);
        kms.Import("benchmark", workload.Key);
        kms.Delay = NetworkDelay;
        var organizationId = Guid.CreateVersion7();
        var organization = TypeId.Format(IdPrefixes.Organization, organizationId);
        using var signers = new ExternalSignerRegistry(Options.Create(new ExternalSignersOptions
        {
            ["pkcs11"] = new()
            {
                Organization = organization,
                Pkcs11 = new() { Library = SoftHsm.Library, TokenLabel = SoftHsm.Tokens[0], Pin = SoftHsm.Pin },
            },
            ["aws"] = new()
            {
                Organization = organization,
                AwsKms = new()
                {
                    Region = "eu-central-1",
                    Endpoint = kms.Url,
                    AccessKeyId = KmsSimulator.AccessKeyId,
                    SecretAccessKey = "secret",
                },
            },
        }));

        var rows = new List<Row>();
        foreach (var (name, signer) in ((string, IExternalSigner?)[])[
            ("key in memory", null),
            ("PKCS#11, SoftHSM, 16 sessions", signers.Open(organizationId, new("pkcs11", "benchmark"))),
            ("AWS KMS, 50 ms each", signers.Open(organizationId, new("aws", "benchmark")))])
        {
            using var identity = signer is null ? null
                : AppleSigningIdentity.FromExternalSigner(workload.Certificate, [workload.Intermediate], signer);
            var template = identity is null ? workload.Prepared
                : PreparedPassTemplate.Prepare(workload.Template, workload.Images, identity);
            foreach (var concurrency in Concurrencies)
                rows.Add(await MeasureAsync(name, template, workload.Passes, concurrency, duration, stop));
        }

        Console.WriteLine($"{"signer",-32} {"in progress",12} {"passes/s",10} {"p50 ms",8} {"p99 ms",8}");
        foreach (var row in rows)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{row.Signer,-32} {row.Concurrency,12} {row.PerSecond,10:N0} {row.P50Ms,8:0.0} {row.P99Ms,8:0.0}"));
        }

        var missed = rows.Where(row => row.Concurrency == Concurrencies[^1] && row.PerSecond < Target).ToList();
        Console.WriteLine(missed.Count == 0 ? $"Each makes {Target} passes a second or more with {Concurrencies[^1]} in progress."
            : $"Below {Target} passes a second: {string.Join(", ", missed.Select(row => row.Signer))}.");
        Console.WriteLine(JsonSerializer.Serialize(new { benchmark = "signers", rows, target = Target }, JsonSerializerOptions.Web));
        return missed.Count == 0 ? 0 : 1;
    }

    private static async Task<Row> MeasureAsync(
        string name, PreparedPassTemplate template, WalletPass[] passes, int concurrency, TimeSpan duration, CancellationToken stop)
    {
        // Connections, sessions and compiled code.
        await Task.WhenAll(Enumerable.Range(0, concurrency).Select(
            index => template.GetFileAsync(passes[index % passes.Length], EngineWorkload.SigningTime, stop).AsTask()));
        var began = Stopwatch.GetTimestamp();
        var times = await Task.WhenAll(Enumerable.Range(0, concurrency).Select(lane => Task.Run(async () =>
        {
            var own = new List<double>();
            for (var index = lane; Stopwatch.GetElapsedTime(began) < duration; index += concurrency)
            {
                var start = Stopwatch.GetTimestamp();
                await template.GetFileAsync(passes[index % passes.Length], EngineWorkload.SigningTime, stop);
                own.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            return own;
        }, stop)));
        var elapsed = Stopwatch.GetElapsedTime(began);
        var all = times.SelectMany(own => own).Order().ToList();
        return new Row(
            name, concurrency, Math.Round(all.Count / elapsed.TotalSeconds), all[all.Count / 2], all[(int)(all.Count * 0.99)]);
    }

    private sealed record Row(string Signer, int Concurrency, double PerSecond, double P50Ms, double P99Ms);
}
