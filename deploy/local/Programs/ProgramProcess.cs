using Passinstance.LocalServers;
using Passinstance.LocalServers.Processes;

namespace Passinstance.Local.Programs;

/// <summary>A running program: started with its variables, ready when /health/ready responds with success.</summary>
internal sealed class ProgramProcess(ProgramDefinition program, string url, Func<DeploymentValues> values, ProcessLog log, HttpClient http)
    : IRestartable
{
    private static readonly TimeSpan ReadyDeadline = TimeSpan.FromMinutes(3);

    public string Name => program.Name;

    public string Url => url;

    public ChildProcess? Process { get; private set; }

    public ProcessLog Log => log;

    public static ChildCommand Command(ProgramDefinition program, DeploymentValues values, params IEnumerable<string> arguments) =>
        new(Repository.DotNet, [values.Dll(program), .. arguments])
        {
            // The folder of its appsettings.json and wwwroot.
            WorkingDirectory = Path.GetDirectoryName(values.Dll(program))!,
            Environment = ProgramVariables.For(program, values).ToDictionary(),
            Hides = ProgramVariables.MustNotBeInherited,
        };

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Process = await ChildProcess.StartAsync(Command(program, values()), log);
        var deadline = DateTime.UtcNow + ReadyDeadline;
        while (!await IsReadyAsync(cancellationToken))
        {
            if (Process.HasExited)
                throw new LocalSetupException(
                    $"{Name} ended with {await Process.Exited} before it was ready. Its last lines:\n{LastLines()}");
            if (DateTime.UtcNow > deadline)
            {
                await Process.KillAsync();
                throw new LocalSetupException(
                    $"{Name} was not ready within {ReadyDeadline.TotalSeconds:0} s (GET {url}/health/ready). Its last "
                    + $"lines:\n{LastLines()}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
        }
    }

    public Task StopAsync(TimeSpan grace) => Process?.StopAsync(PosixCalls.Terminate, grace) ?? Task.CompletedTask;

    private string LastLines() => string.Join('\n', log.LastLines(15));

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        attempt.CancelAfter(TimeSpan.FromSeconds(5));
        try
        {
            using var response = await http.GetAsync(new Uri($"{url}/health/ready"), attempt.Token);
            return response.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Not listening yet; the caller's deadline decides.
            return false;
        }
    }
}
