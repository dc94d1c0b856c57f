using Passinstance.Messaging.Bus;
using Passinstance.ServiceDefaults.Hosting;

namespace Passinstance.Messaging.Tests;

/// <summary>What a service's command line does before a host is built.</summary>
[Trait("Category", "Unit")]
public sealed class ServiceCommandTests
{
    [Theory]
    [InlineData("--migrate", "--help")]
    [InlineData("dead letters of all queues", "messages", "list", "--help")]
    [InlineData("--all", "messages", "resend", "--help")]
    [InlineData("current key", "secrets", "reseal", "--help")]
    [InlineData("--other", "after-restore", "--help")]
    public async Task Help_is_printed_with_exit_code_0_and_needs_no_configuration(string expected, params string[] arguments)
    {
        var (code, output, errors) = await RunAsync(arguments);

        Assert.True(code == 0, errors);
        Assert.Contains(expected, output, StringComparison.Ordinal);
        Assert.Empty(errors);
    }

    [Theory]
    [InlineData("Give the id of one dead letter, or --all.", "messages", "resend")]
    [InlineData("Give the id of one dead letter, or --all.", "messages", "resend", "01942f3a-7c00-7000-8000-0000000000dd", "--all")]
    [InlineData("lits", "messages", "lits")]
    [InlineData("--since is for --other", "after-restore", "--since", "2026-11-27T09:30:00Z")]
    public async Task A_wrong_command_line_is_explained_on_standard_error_with_exit_code_2(string expected, params string[] arguments)
    {
        var (code, output, errors) = await RunAsync(arguments);

        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var command = ServiceCommand.Create<NotesDbContext>(
            build: () => throw new InvalidOperationException("A server was built."),
            buildWithoutLogs: () => throw new InvalidOperationException("A host was built."));
        var code = await HostCommand.InvokeAsync(command, arguments, output, errors);
        return (code, output.ToString(), errors.ToString());
    }
}
