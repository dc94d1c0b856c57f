using System.Text.Json;
using Passinstance.Gateway.Tests.Fixtures;

namespace Passinstance.Gateway.Tests.Administration;

/// <summary>The verbs of <c>admin</c>, in this process.</summary>
[Trait("Category", "Integration")]
public sealed class AdministrationCommandTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    [Fact]
    public async Task A_created_key_is_listed_without_its_text()
    {
        var organization = await fixture.CreateOrganizationAsync();
        var key = await fixture.CreateKeyAsync(organization, "--environment", "test", "--scopes", "passes:read,passes:write");
        Assert.StartsWith("key_", key.Id, StringComparison.Ordinal);
        Assert.StartsWith("pi_test_", key.Text, StringComparison.Ordinal);

        var keys = await fixture.AdministerAsync("list-keys", "--organization", organization);

        var listed = Assert.Single(keys.GetProperty("data").EnumerateArray());
        Assert.Equal(
            ["passes:read", "passes:write"], listed.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()!));
        Assert.Equal(1, listed.GetProperty("liveSecrets").GetInt32());
        Assert.DoesNotContain(key.Text, listed.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task By_default_a_list_is_an_aligned_table()
    {
        var organization = await fixture.CreateOrganizationAsync();
        var short_ = await CreateClientAsync(organization, "a");
        var long_ = await CreateClientAsync(organization, "a longer name");

        var (code, output, errors) = await fixture.RunAdministrationAsync(
            ["list-clients", "--organization", organization], jsonByDefault: false);

        Assert.True(code == 0, errors);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("clientId ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith(long_, lines[1], StringComparison.Ordinal);
        Assert.StartsWith(short_, lines[2], StringComparison.Ordinal);
        var column = lines[0].IndexOf("environment", StringComparison.Ordinal);
        Assert.All(lines[1..], line => Assert.Equal("test", line[column..(column + 4)]));
    }

    [Fact]
    public async Task Text_that_is_not_ASCII_is_printed_as_it_is()
    {
        foreach (var json in (bool[])[false, true])
        {
            var (code, output, errors) = await fixture.RunAdministrationAsync(
                ["create-organization", "--name", "Bäckerei Özil"], jsonByDefault: json);
            Assert.True(code == 0, errors);
            Assert.Contains("Bäckerei Özil", output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_json_option_prints_one_line_of_JSON()
    {
        var (code, output, errors) = await fixture.RunAdministrationAsync(
            ["create-organization", "--name", "Acme", "--json"], jsonByDefault: false);

        Assert.True(code == 0, errors);
        var line = Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("org_", JsonElement.Parse(line).GetProperty("organizationId").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_table_option_prints_a_table_also_where_JSON_is_the_default()
    {
        await fixture.CreateOrganizationAsync();
        var (code, output, errors) = await fixture.RunAdministrationAsync(["list-organizations", "--table"], jsonByDefault: true);
        Assert.True(code == 0, errors);
        Assert.StartsWith("organizationId ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no organization", "create-key", "--organization", "org_01jd8zk3m5f6qv0s3w2x4y5z6a", "--name", "x")]
    [InlineData("passes:eat", "create-key", "--organization", "org_1", "--name", "x", "--environment", "live", "--scopes", "passes:eat")]
    [InlineData("There is no API key", "revoke-key", "--key", "key_1")]
    [InlineData("There is no client", "rotate-client", "--client", "cli_1")]
    public async Task A_failed_operation_is_explained_on_standard_error_with_exit_code_1(string explanation, params string[] arguments)
    {
        var (code, output, errors) = await fixture.RunAdministrationAsync(arguments, jsonByDefault: true);

        Assert.Equal(1, code);
        Assert.Empty(output);
        Assert.Contains(explanation, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_does_not_respond_is_explained_without_a_stack_trace()
    {
        var unreachable = fixture.Deployment with { Postgres = "Host=127.0.0.1;Port=9" };
        await using var gateway = await GatewayFixture.StartAsync(deployment: unreachable, backend: fixture.Backend);

        var (code, output, errors) = await gateway.RunAdministrationAsync(["list-organizations"], jsonByDefault: true);

        Assert.Equal((1, ""), (code, output));
        Assert.StartsWith("The database does not respond.", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("create-key", "create-kye", "--name", "x")]
    [InlineData("--organization", "list-keys")]
    [InlineData("--key", "rotate-key", "--kye", "key_1")]
    [InlineData("--overlap takes a duration", "rotate-key", "--key", "key_1", "--overlap", "tomorrow")]
    [InlineData("--expires-at takes a time", "create-key", "--organization", "org_1", "--name", "x", "--expires-at", "tomorrow")]
    public async Task A_wrong_command_line_is_explained_on_standard_error_with_exit_code_2(string explanation, params string[] arguments)
    {
        var (code, output, errors) = await fixture.RunAdministrationAsync(arguments, jsonByDefault: true);

        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Contains(explanation, errors, StringComparison.Ordinal);
    }

    private async Task<string> CreateClientAsync(string organization, string name)
    {
        var created = await fixture.AdministerAsync("create-client", "--organization", organization, "--name", name);
        return created.GetProperty("clientId").GetString()!;
    }
}
