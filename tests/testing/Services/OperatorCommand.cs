using System.CommandLine;
using System.Text.Json;
using Passinstance.ServiceDefaults.Hosting;

namespace Passinstance.Testing.Services;

/// <summary>Runs an operator's command of a program that runs in the test.</summary>
public static class OperatorCommand
{
    /// <summary>Runs the command and returns the lines of JSON that it printed.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message is what it printed.</exception>
    public static async Task<IReadOnlyList<JsonElement>> RunAsync(Command command, params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await HostCommand.InvokeAsync(command, arguments, output, errors);
        return code == 0
            ? [.. output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))]
            : throw new InvalidOperationException($"The command ended with {code}: {errors}");
    }
}
