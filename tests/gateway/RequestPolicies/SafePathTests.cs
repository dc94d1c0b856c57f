using System.Diagnostics;
using Passinstance.ServiceDefaults.Telemetry;

namespace Passinstance.Gateway.Tests.RequestPolicies;

[Trait("Category", "Unit")]
public sealed class SafePathTests
{
    [Theory]
    [InlineData("/p/AAAA/apple", "/p/...")]
    [InlineData("/p/t/AAAA", "/p/t/...")]
    [InlineData("/P/AAAA/bundle/1", "/p/...")]
    [InlineData("/wallet/apple/org_1/v1/devices/abc/registrations/pass.x/1", "/wallet/apple/...")]
    [InlineData("/api/v1/passes/pas_1", "/api/v1/passes/pas_1")]
    public void A_path_that_gives_access_is_cut(string path, string expected) => Assert.Equal(expected, SafePath.Of(path));

    [Fact]
    public void A_trace_holds_no_address_that_gives_access()
    {
        using var activity = new Activity("request");
        activity.SetTag("url.path", "/p/AAAA/apple").SetTag("url.query", "?token=AAAA")
            .SetTag("url.full", "https://user:AAAA@hooks.example/AAAA?x=AAAA");

        using (var processor = new SafePathProcessor())
            processor.OnEnd(activity);

        Assert.DoesNotContain("AAAA", string.Join(' ', activity.TagObjects.Select(tag => tag.Value)).Replace(
            "user:AAAA@", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
