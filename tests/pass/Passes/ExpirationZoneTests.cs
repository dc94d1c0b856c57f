using Passinstance.Testing.Services;

namespace Passinstance.Passes.Tests.Passes;

/// <summary>A pass expires at a moment, in whatever zone it was written.</summary>
[Trait("Category", "Integration")]
public sealed class ExpirationZoneTests(PassFixture fixture)
{
    [Theory]
    [InlineData(1, -5, "active")]
    [InlineData(-1, 5, "expired")]
    [InlineData(1, 9, "active")]
    [InlineData(-1, -11, "expired")]
    public async Task The_offset_of_an_expiration_counts_at_issue_and_at_update(int hours, int offset, string status)
    {
        var issuer = await fixture.NewIssuerAsync();
        var moment = DateTimeOffset.UtcNow.AddHours(hours).ToOffset(TimeSpan.FromHours(offset));
        var text = moment.ToString("yyyy-MM-ddTHH:mm:sszzz");

        var issued = await issuer.Passes.CreateAsync(
            "/api/v1/passes", new { templateId = issuer.TemplateId, serialNumber = "ZONE", expirationDate = text });
        var later = await issuer.IssueAsync("LATER");
        var updated = await issuer.Passes.CallAsync(
            HttpMethod.Put, $"/api/v1/passes/{later.Text("id")}", new { expirationDate = text });

        Assert.Equal((status, status), (issued.Text("status"), updated.Text("status")));
        var listed = await issuer.Passes.CallAsync(HttpMethod.Get, $"/api/v1/passes?status={status}");
        Assert.Equal(2, listed.GetProperty("data").GetArrayLength());
    }
}
