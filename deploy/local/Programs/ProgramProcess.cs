using Passinstance.LocalServers;
using Passinstance.LocalServers.Processes;

namespace Passinstance.Local.Programs;

/// <summary>A running program: started with its variables, ready when /health/ready responds with success.</summary>
/// <param name="program">The program.</param>
/// <param name="url">Its address.</param>
/// <param name="values">The deployment's values, read at each start.</param>
/// <param name="log">Its output.</param>
/// <param name="http">Asks whether it is ready.</param>
/// <param name="more">Variables beside those of the deployment.</param>
internal sealed class ProgramProcess(
    ProgramDefinition program, string url, Func<DeploymentValues> values, ProcessLog log, HttpClient http,
    IReadOnlyDictionary<string, string>? more = null)
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
        var command = Command(program, values());
        if (more is not null)
            command = command with { Environment = command.Environment.Concat(more).ToDictionary() };
        Process = await ChildProcess.StartAsync(command, log);
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
