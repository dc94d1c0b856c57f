using System.Diagnostics;
using System.Text.Json;
using Passinstance.LocalServers;

namespace Passinstance.Testing.Services;

/// <summary>The gateway's administration command, as an operator runs it inside the container.</summary>
public static class Administration
{
    /// <summary>Runs the command with the environment of a running gateway.</summary>
    /// <param name="gateway">The gateway's process.</param>
    /// <param name="arguments">The verb and its options.</param>
    public static async Task<JsonElement> RunAsync(int gateway, params string[] arguments)
    {
        var start = new ProcessStartInfo(Repository.DotNet, [Repository.Program("Passinstance.Gateway"), "admin", .. arguments, "--json"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var environment = await File.ReadAllTextAsync($"/proc/{gateway}/environ");
        foreach (var variable in environment.Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = variable.IndexOf('=', StringComparison.Ordinal);
            start.Environment[variable[..equals]] = variable[(equals + 1)..];
        }

        using var command = Process.Start(start)!;
        var errors = command.StandardError.ReadToEndAsync();
        var output = await command.StandardOutput.ReadToEndAsync();
        await command.WaitForExitAsync();
        return command.ExitCode == 0
            ? JsonElement.Parse(output.Trim().Split('\n')[^1])
            : throw new InvalidOperationException(
                $"admin {string.Join(' ', arguments)} ended with {command.ExitCode}: {output}{await errors}");
    }
}
