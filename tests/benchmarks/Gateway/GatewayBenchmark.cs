using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Passinstance.Testing.Servers;

namespace Passinstance.Benchmarks.Gateway;

/// <summary>
/// <c>gateway [--quick]</c>: what the gateway costs beside a bare YARP proxy in front of the same backend, with keys and limits on. The two
/// take turns in short slices, so that whatever else the machine does meets both. Ends with a line of JSON and exits 1 when the gateway
/// reaches less than 70 % of the rate or adds 1 ms or more at the median.
/// </summary>
internal static class GatewayBenchmark
{
    private const int Connections = 32;

    internal static Command Command()
    {
        var quick = CommonOptions.Quick();
        var address = new Argument<string>("address") { Description = "The backend's address." };
        var backend = new Command("backend", "Runs the backend that is measured against.") { Hidden = true };
        backend.SetAction((_, stop) => TrivialServers.BackendAsync(stop));
        var bare = new Command("bare", "Runs the bare proxy in front of a backend.") { address };
        bare.Hidden = true;
        bare.SetAction((result, stop) => TrivialServers.BareProxyAsync(result.GetRequiredValue(address), stop));
        var command = new Command("gateway", "Measures what the gateway costs beside a bare YARP proxy.") { quick, backend, bare };
        command.SetAction((result, stop) => RunAsync(result.GetValue(quick), stop));
        return command;
    }

    private static async Task<int> RunAsync(bool quick, CancellationToken stop)
    {
        int rounds = quick ? 8 : 40;
        string self = typeof(GatewayBenchmark).Assembly.Location;
        // Beside this program, built in the same configuration.
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        string gatewayProgram = Path.Combine(here.Parent!.Parent!.FullName, "Passinstance.Gateway", here.Name, "Passinstance.Gateway.dll");
        using ChildServer backend = await ChildServer.StartAsync([self, "gateway", "backend"], [], "/", stop);
        using ChildServer bare = await ChildServer.StartAsync([self, "gateway", "bare", backend.Url], [], "/", stop);
        Dictionary<string, string> environment = await EnvironmentAsync(backend.Url, stop);
        string apiKey = await CreateKeyAsync(gatewayProgram, environment, stop);
        using ChildServer gateway = await ChildServer.StartAsync([gatewayProgram], environment, "/health/ready", stop);

        string credential = $"X-API-Key: {apiKey}\r\n";
        // Short, so that the two of a round meet the same machine.
        var slice = TimeSpan.FromMilliseconds(500);
        // Long enough for the compiler to have finished with what the gateway runs and the bare proxy does not have.
        var warmUp = TimeSpan.FromSeconds(quick ? 3 : 12);
        await ProxyLoad.RunAsync(bare, credential, Connections, warmUp, stop);
        await ProxyLoad.RunAsync(gateway, credential, Connections, warmUp, stop);
        var busy = (Bare: new List<Slice>(), Gateway: new List<Slice>());
        var calm = (Bare: new List<Slice>(), Gateway: new List<Slice>());
        for (int round = 0; round < rounds && !stop.IsCancellationRequested; round++)
        {
            busy.Bare.Add(await ProxyLoad.RunAsync(bare, credential, Connections, slice, stop));
            busy.Gateway.Add(await ProxyLoad.RunAsync(gateway, credential, Connections, slice, stop));
            calm.Bare.Add(await ProxyLoad.RunAsync(bare, credential, connections: 1, slice / 2, stop));
            calm.Gateway.Add(await ProxyLoad.RunAsync(gateway, credential, connections: 1, slice / 2, stop));
        }

        return Report(busy, calm);
    }

    private static int Report((List<Slice> Bare, List<Slice> Gateway) busy, (List<Slice> Bare, List<Slice> Gateway) calm)
    {
        // The median of the rounds' ratios: a round that something else disturbed does not decide.
        double ratio = Median(busy.Bare.Zip(busy.Gateway, (bare, gateway) => gateway.Rate / bare.Rate));
        double added = Median(calm.Gateway.SelectMany(slice => slice.LatenciesInMs)) - Median(
            calm.Bare.SelectMany(slice => slice.LatenciesInMs));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Connections} connections     requests a second   processor time of the proxy a request"));
        Row("bare YARP", busy.Bare);
        Row("gateway", busy.Gateway);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"rate {ratio:P1} of bare YARP (at least 70 %); {added:0.000} ms added at the median of one connection (less than 1 ms)"));
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            benchmark = "gateway",
            bareRate = Math.Round(Median(busy.Bare.Select(slice => slice.Rate))),
            gatewayRate = Math.Round(Median(busy.Gateway.Select(slice => slice.Rate))),
            ratio = Math.Round(ratio, 3),
            addedMedianMs = Math.Round(added, 3),
            bareMicrosecondsARequest = Math.Round(Cost(busy.Bare), 1),
            gatewayMicrosecondsARequest = Math.Round(Cost(busy.Gateway), 1),
        }));
        return ratio >= 0.70 && added < 1 ? 0 : 1;
    }

    private static void Row(string name, List<Slice> slices) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name,-18}{Median(slices.Select(slice => slice.Rate)),16:N0}{Cost(slices),28:0.0} µs"));

    private static double Cost(List<Slice> slices) =>
        slices.Sum(slice => slice.ProxyTime.TotalMicroseconds) / slices.Sum(slice => slice.Requests);

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    private static async Task<Dictionary<string, string>> EnvironmentAsync(string backend, CancellationToken stop)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        TestServers servers = await TestServers.GetAsync(stop);
        var environment = new Dictionary<string, string>
        {
            ["ConnectionStrings__Postgres"] = await servers.CreateDatabaseAsync("gateway_benchmark", stop),
            ["ApiKeys__Pepper"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
            ["Encryption__CurrentKey"] = "k1",
            ["Encryption__Keys__k1"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
            ["InternalIdentity__PrivateKey"] = key.ExportPkcs8PrivateKeyPem(),
            ["Deployment__Environment"] = "local",
            ["Deployment__PublicUrl"] = "http://127.0.0.1:8080",
        };
        foreach (string service in new[] { "template", "pass", "webhook-dispatch", "notification" })
        {
            environment[$"ReverseProxy__Clusters__{service}__Destinations__primary__Address"] = backend;
        }

        return environment;
    }

    // The limits are counted for every request and far above what the load can reach.
    private static async Task<string> CreateKeyAsync(string gateway, Dictionary<string, string> environment, CancellationToken stop)
    {
        await ChildServer.RunAsync([gateway, "--migrate"], environment, stop);
        string organization = await AdministerAsync("organizationId", "create-organization", "--name", "Benchmark", "--limit-factor", "10");
        return await AdministerAsync("apiKey", "create-key", "--organization", organization, "--name", "benchmark");

        async Task<string> AdministerAsync(string member, params string[] command)
        {
            using JsonDocument answer = JsonDocument.Parse(
                await ChildServer.RunAsync([gateway, "admin", .. command, "--json"], environment, stop));
            return answer.RootElement.GetProperty(member).GetString()!;
        }
    }
}
