using Passinstance.ServiceDefaults.Hosting;
namespace Passinstance.Gateway.Tests.Administration;

/// <summary>What the command line does before a host is built.</summary>
[Trait("Category", "Unit")]
public sealed class GatewayCommandTests
{
    [Theory]
    [InlineData("create-organization", "admin")]
    [InlineData("create-organization", "admin", "--help")]
    [InlineData("--allowed-networks", "admin", "create-key", "--help")]
    [InlineData("--migrate", "--help")]
    public async Task Help_is_printed_with_exit_code_0(string expected, params string[] arguments)
    {
        var (code, output, errors) = await RunAsync(arguments);

        Assert.True(code == 0, errors);
        Assert.Contains(expected, output, StringComparison.Ordinal);
        Assert.Empty(errors);
    }

    [Theory]
    [InlineData("create-key", "admin", "create-kye")]
    [InlineData("--organization", "admin", "list-keys")]
    [InlineData("--migrate", "admin", "list-organizations", "--migrate")]
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
        var command = GatewayCommand.Create(
            buildServer: () => throw new InvalidOperationException("A server was built."),
            buildAdministration: () => throw new InvalidOperationException("A host was built."),
            jsonByDefault: true);
        var code = await HostCommand.InvokeAsync(command, arguments, output, errors);
        return (code, output.ToString(), errors.ToString());
    }
}
