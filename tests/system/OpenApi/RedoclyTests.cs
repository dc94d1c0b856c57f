using Passinstance.OpenApi.Bundling;

namespace Passinstance.System.Tests.OpenApi;

/// <summary>The document as another linter sees it.</summary>
[Trait("Category", "System")]
public sealed class RedoclyTests
{
    [Fact]
    public async Task Redocly_reports_no_error_and_no_warning()
    {
        var folder = await NodeTools.InstallAsync();
        var (code, output) = await NodeTools.RunAsync("node_modules/.bin/redocly",
            ["lint", "--config", Path.Combine(folder, "redocly.yaml"), SourceTree.Bundled]);

        Assert.True(code == 0 && !output.Contains("Warning was generated", StringComparison.Ordinal), output);
    }
}
