using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Passinstance.Gateway.Tests.Fixtures;
using Passinstance.ServiceDefaults.Status;

namespace Passinstance.Gateway.Tests.Hosting;

[Trait("Category", "Integration")]
public sealed class VersionTests(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    [Fact]
    public async Task A_program_names_itself_and_its_version()
    {
        using var response = await gateway.GetAsync("/version");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var version = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("gateway", version.GetProperty("name").GetString());
        Assert.NotEmpty(version.GetProperty("version").GetString()!);
    }

    [Fact]
    public async Task The_status_report_is_not_public()
    {
        using var response = await gateway.GetAsync("/health/status");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task A_program_that_does_not_respond_is_critical_and_one_that_does_is_not()
    {
        using var http = new HttpClient();
        var here = await StatusReader.ReadGatewayAsync(http, "gateway", gateway.Client.BaseAddress!, CancellationToken.None);
        var missing = await StatusReader.ReadAsync(http, "pass", new Uri("http://127.0.0.1:1"), CancellationToken.None);

        Assert.NotEmpty(here.Version);
        Assert.Equal(StatusLevel.Critical, missing.Level);
        Assert.Equal(2, StatusReader.ExitCodeOf([here, missing]));
        Assert.Contains("pass", StatusReader.Format([here, missing]), StringComparison.Ordinal);
    }
}
