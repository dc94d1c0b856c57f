using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using Passinstance.ServiceDefaults.Status;

namespace Passinstance.Local;

/// <summary>The command line: its options, their validation and the help.</summary>
internal sealed class LauncherCommand : RootCommand
{
    private const string Help = """
        Runs all of Passinstance on this machine: PostgreSQL, RabbitMQ and the six programs.
        Ctrl-C stops everything. Data stays in .local/ and is there at the next start.

        Environment:
          PASSINSTANCE_POSTGRES   Administrator's connection string of a PostgreSQL to use instead of starting one.
          PASSINSTANCE_RABBITMQ   AMQP address (user, password and virtual host) of a RabbitMQ to use instead of starting one.
          PASSINSTANCE_SERVERS    local or containers: where the launcher's own servers run. Default: local when PostgreSQL and
                                  RabbitMQ are installed, else containers when a container engine answers, else local after
                                  installing them.
          PASSINSTANCE_APNS       https address of a push service for Apple devices to use instead of the simulated one.
          PASSINSTANCE_APNS_ROOT  PEM file with the root certificate of that push service.
          PASSINSTANCE_GOOGLE     Address of a simulated Google Wallet to use instead of the launcher's.
          PASSINSTANCE_FOLDER     Folder for data, secrets and logs. Default: .local in the clone.
        """;

    private readonly Option<int> _port = new("--port")
    {
        Description = "Port of the gateway on 127.0.0.1; 0 takes a free one.",
        HelpName = "PORT",
        DefaultValueFactory = _ => LauncherOptions.DefaultPort,
        CustomParser = ReadPort,
    };

    private readonly Option<string?> _runFile = new("--run-file")
    {
        Description = "File for addresses, API key and process ids once all is ready. Default: .local/run.json. Removed at exit.",
        HelpName = "PATH",
    };

    private readonly Option<bool> _reset = new("--reset")
    {
        Description = "Start empty: removes the data, secrets and logs of earlier starts.",
    };

    private readonly Option<bool> _ephemeral = new("--ephemeral")
    {
        Description = "Keep nothing: all data goes to a temporary folder that is removed at exit.",
    };

    private readonly Option<string> _configuration = new("--configuration")
    {
        Description = "How the programs are built: release, as they are deployed, or debug.",
        HelpName = "NAME",
        DefaultValueFactory = _ => new LauncherOptions().Configuration,
    };

    private readonly Option<bool> _noDashboard = new("--no-dashboard")
    {
        Description = "Do not start the dashboard of traces, metrics and logs. An ephemeral start has none.",
    };

    public LauncherCommand(Func<LauncherOptions, Task<int>> run)
        : base(Help)
    {
        Validators.Add(CheckCombination);
        Validators.Add(CheckRepetition);
        _configuration.AcceptOnlyFromAmong("release", "debug");
        foreach (var option in (Option[])[_port, _runFile, _reset, _ephemeral, _configuration, _noDashboard])
            Options.Add(option);
        SetAction((result, _) => run(Read(result)));
        Subcommands.Add(InstanceAdministration.Create());
        Subcommands.Add(StatusCommand.Create((result, _) => Task.FromResult(InstanceStatus.Targets(result)), InstanceStatus.RunFileOption));
    }

    /// <summary>The options of a valid command line.</summary>
    public LauncherOptions Read(ParseResult result) => new()
    {
        Port = result.GetValue(_port),
        RunFile = result.GetValue(_runFile) is { } path ? Path.GetFullPath(path) : null,
        Reset = result.GetValue(_reset),
        Ephemeral = result.GetValue(_ephemeral),
        Configuration = result.GetValue(_configuration)!,
        Dashboard = !result.GetValue(_noDashboard) && !result.GetValue(_ephemeral),
    };

    private static int ReadPort(ArgumentResult port)
    {
        var text = port.Tokens[0].Value;
        if (int.TryParse(text, out var number) && number is >= IPEndPoint.MinPort and <= IPEndPoint.MaxPort)
            return number;
        port.AddError($"--port must be a number from {IPEndPoint.MinPort} to {IPEndPoint.MaxPort}; it is '{text}'.");
        return 0;
    }

    private void CheckRepetition(CommandResult command)
    {
        foreach (var option in (Option[])[_port, _runFile, _configuration])
            if (command.GetResult(option) is { IdentifierTokenCount: > 1 })
                command.AddError($"{option.Name} can be given once.");
    }

    private void CheckCombination(CommandResult command)
    {
        if (command.GetValue(_reset) && command.GetValue(_ephemeral))
            command.AddError("--reset and --ephemeral exclude each other: an ephemeral start is always empty.");
    }
}
