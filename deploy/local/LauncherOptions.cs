using Passinstance.LocalServers;

namespace Passinstance.Local;

/// <summary>The command line.</summary>
internal sealed record LauncherOptions
{
    public const string Usage = """
        Runs all of Passinstance on this machine: PostgreSQL, RabbitMQ and the five programs.

        Usage: dotnet run --project deploy/local -- [options]

          --port PORT       The gateway's port on 127.0.0.1 (default 8080; 0 takes a free one).
          --run-file PATH   Where to write addresses, API key and process ids once all is ready
                            (default .local/run.json). It is removed at exit.
          --reset           Start empty: removes the data, secrets and logs of earlier starts.
          --ephemeral       Keep nothing: everything goes to a temporary folder that is removed at exit.
          --help            Show this.

        Environment:
          PASSINSTANCE_POSTGRES   Administrator's connection string of a PostgreSQL to use instead of starting one.
          PASSINSTANCE_RABBITMQ   AMQP address (user, password and virtual host) of a RabbitMQ to use instead of starting one.
          PASSINSTANCE_APNS       https address of a push service for Apple devices to use instead of the simulated one; PASSINSTANCE_APNS_ROOT is a
                                  PEM file with the root it is verified by.
          PASSINSTANCE_GOOGLE     Address of a simulated Google Wallet to use instead of the one in the launcher.
          PASSINSTANCE_FOLDER     Where data, secrets and logs are kept, instead of .local in the clone.

        Ctrl-C stops everything. Data stays in .local/ and is there at the next start.
        """;

    public int Port { get; private init; } = 8080;

    public string? RunFile { get; private init; }

    public bool Reset { get; private init; }

    public bool Ephemeral { get; private init; }

    public bool Help { get; private init; }

    /// <summary>Reads the arguments; throws <see cref="LocalSetupException"/> for anything it does not know.</summary>
    public static LauncherOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new LauncherOptions();
        for (var index = 0; index < arguments.Count; index++)
        {
            var (name, attached) = arguments[index].Split('=', 2) is [var left, var right] ? (left, right) : (arguments[index], null);
            string Value() => attached ?? (++index < arguments.Count ? arguments[index] : throw Refused($"{name} needs a value."));
            options = name switch
            {
                "--port" => options with { Port = PortOf(Value()) },
                "--run-file" => options with { RunFile = Path.GetFullPath(Value()) },
                "--reset" when attached is null => options with { Reset = true },
                "--ephemeral" when attached is null => options with { Ephemeral = true },
                "--help" or "-h" when attached is null => options with { Help = true },
                _ => throw Refused($"Unknown option '{arguments[index]}'."),
            };
        }

        return options is { Reset: true, Ephemeral: true }
            ? throw Refused("--reset and --ephemeral exclude each other: an ephemeral start is always empty.")
            : options;
    }

    private static int PortOf(string text) =>
        int.TryParse(text, out var port) && port is >= 0 and <= 65535 ? port : throw Refused($"'{text}' is not a port (0 to 65535).");

    private static LocalSetupException Refused(string message) => new($"{message}\n\n{Usage}");
}
