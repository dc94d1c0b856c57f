namespace Passinstance.Benchmarks;

/// <summary>One measurement: what it is called, what it tells, and how it runs. It gives the process's exit code.</summary>
internal sealed record Subcommand(string Name, string Summary, Func<string[], CancellationToken, Task<int>> RunAsync);
