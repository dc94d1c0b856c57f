using Passinstance.Benchmarks;
using Passinstance.Benchmarks.Engine;
using Passinstance.Benchmarks.Faults;
using Passinstance.Benchmarks.Gateway;
using Passinstance.Benchmarks.Outbox;
using Passinstance.Benchmarks.Updates;
using Passinstance.Benchmarks.Webhooks;

// Each measurement is a subcommand: add a line here and a folder beside Engine/.
Subcommand[] subcommands =
[
    new("engine", "passes and save links a second against the raw RSA signature", EngineBenchmark.RunAsync),
    new("faults", "what is lost or counted twice while everything is broken in turn", FaultProgram.RunAsync),
    new("gateway", "what the gateway costs beside a bare YARP proxy", GatewayBenchmark.RunAsync),
    new("outbox", "the relay's and the inbox's statements after ten thousand and after five million events", OutboxBenchmark.RunAsync),
    new("updates", "from a pass's change to the accepted push, pushes and unchanged fetches a second, a million registrations", UpdateBenchmark.RunAsync),
    new("webhooks", "event to first attempt, deliveries a second, lost and double, with millions of delivered rows", WebhookBenchmark.RunAsync),
];

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

if (args is [var name, ..] && subcommands.FirstOrDefault(s => s.Name == name) is { } chosen)
{
    return await chosen.RunAsync(args[1..], stop.Token);
}

Console.Error.WriteLine("Usage: dotnet run -c Release --project tests/benchmarks -- SUBCOMMAND [options]");
foreach (Subcommand subcommand in subcommands)
{
    Console.Error.WriteLine($"  {subcommand.Name,-12}{subcommand.Summary}");
}

return 64;
