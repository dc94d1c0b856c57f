using System.Collections.Concurrent;
using System.Diagnostics;
using Passinstance.Local.State;
using Passinstance.LocalServers;
using Passinstance.LocalServers.Processes;
using Passinstance.Testing;
using Passinstance.Testing.Servers;

namespace Passinstance.System.Tests.Launcher;

/// <summary>The launcher as a process of its own, as a person starts it, with folders of one test.</summary>
internal sealed class RunningLauncher : IAsyncDisposable
{
    private static readonly TimeSpan ReadyDeadline = TimeSpan.FromMinutes(10);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();

    private RunningLauncher(Process process, string runFile)
    {
        _process = process;
        RunFilePath = runFile;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string RunFilePath { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public string Output => string.Join('\n', _output);

    public RunFile RunFile => RunFile.Load(RunFilePath);

    /// <summary>Starts the built launcher. Its folder and temporary files lie in <paramref name="folder"/>.</summary>
    public static RunningLauncher Start(string folder, string[] arguments, IReadOnlyDictionary<string, string>? environment = null,
        string? user = null)
    {
        Directory.CreateDirectory(folder);
        var temporary = Directory.CreateDirectory(Path.Combine(folder, "tmp")).FullName;
        var runFile = Path.Combine(folder, "run.json");
        // With SIGINT ignored, as a script's `command &` leaves it: the hardest way to be interrupted.
        string[] command = ["env", "--ignore-signal=INT", Repository.DotNet, Repository.Program("Passinstance.Local"), "--port", "0",
            "--run-file", runFile, "--no-dashboard", "--configuration", Repository.Configuration, .. arguments];
        if (user is not null)
            command = ["setpriv", $"--reuid={user}", "--regid=65534", "--clear-groups", .. command];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["TMPDIR"] = temporary;
        start.Environment["HOME"] = folder;
        // A build that it causes finds NuGet's packages where they are, not below the home above.
        start.Environment["NUGET_PACKAGES"] = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } packages
            ? packages
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        // Programs that live for seconds gain nothing from instrumented code, and starting them takes a sixth less.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["PASSINSTANCE_FOLDER"] = Path.Combine(folder, "local");
        // Servers given to the tests are not meant for the launcher under test.
        start.Environment.Remove("PASSINSTANCE_POSTGRES");
        start.Environment.Remove("PASSINSTANCE_RABBITMQ");
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return new(Process.Start(start)!, runFile);
    }

    /// <summary>Waits until the run file shows that all is ready.</summary>
    public async Task<RunFile> WaitUntilReadyAsync()
    {
        await Eventually.TrueAsync(() => File.Exists(RunFilePath) || _process.HasExited, ReadyDeadline, "the launcher wrote its run file");
        return File.Exists(RunFilePath)
            ? RunFile : throw new InvalidOperationException($"The launcher ended with {_process.ExitCode}:\n{Output}");
    }

    /// <summary>The launcher and everything it started.</summary>
    public IReadOnlyList<int> Family() => [Id, .. ProcessFamily.Descendants(Id)];

    public void Signal(int signal) => PosixCalls.Signal(Id, signal);

    public async Task<int> WaitForExitAsync(TimeSpan deadline)
    {
        using var ends = new CancellationTokenSource(deadline);
        try
        {
            await _process.WaitForExitAsync(ends.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The launcher did not end within {deadline.TotalSeconds:0} s:\n{Output}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            // Its children end with it: that is one of the promises tested here.
            Signal(PosixCalls.Kill);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is not null)
            _output.Enqueue(line);
    }
}
