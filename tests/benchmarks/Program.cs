using System.CommandLine;
using Passinstance.Benchmarks.Alerts;
using Passinstance.Benchmarks.Batches;
using Passinstance.Benchmarks.Designer;
using Passinstance.Benchmarks.Engine;
using Passinstance.Benchmarks.Faults;
using Passinstance.Benchmarks.Gateway;
using Passinstance.Benchmarks.Growth;
using Passinstance.Benchmarks.Mixed;
using Passinstance.Benchmarks.Outbox;
using Passinstance.Benchmarks.Restore;
using Passinstance.Benchmarks.Rolling;
using Passinstance.Benchmarks.Signers;
using Passinstance.Benchmarks.Single;
using Passinstance.Benchmarks.Soak;
using Passinstance.Benchmarks.Updates;
using Passinstance.Benchmarks.Volume;
using Passinstance.Benchmarks.Webhooks;

// Each measurement is a subcommand with a folder of its own. The last line of its output is JSON.
var root = new RootCommand("Measures Passinstance. Build it with -c Release.")
{
    AlertProgram.Command(),
    BatchBenchmark.Command(),
    DesignerBenchmark.Command(),
    EngineBenchmark.Command(),
    FanOutBenchmark.Command(),
    FaultProgram.Command(),
    GatewayBenchmark.Command(),
    GrowthBenchmark.Command(),
    MixedProgram.Command(),
    OutboxBenchmark.Command(),
    RestoreProgram.Command(),
    RollingProgram.Command(),
    SignerBenchmark.Command(),
    SingleBenchmark.Command(),
    SoakProgram.Command(),
    UpdateBenchmark.Command(),
    VolumeBenchmark.Command(),
    WebhookBenchmark.Command(),
};

return await root.Parse(args).InvokeAsync(
    new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
