using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.Persistence.Retention;
using Passinstance.Testing.Services;

namespace Passinstance.Templates.Tests.Templates;

[Trait("Category", "Integration")]
public sealed class TemplateQuotaTests
{
    // Two different images of one pixel.
    private const string Red =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";
    private const string Gray =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    [Fact]
    public async Task Templates_and_forms_are_limited_for_each_organization_by_every_way_to_make_one()
    {
        await using var service = await TemplateFixture.StartAsync(new() { ["Quotas:Templates"] = "3", ["Quotas:Forms"] = "1" });
        var (organization, other) = (service.ClientOf(Guid.CreateVersion7()), service.ClientOf(Guid.CreateVersion7()));
        var first = await organization.CreateAsync("/api/v1/templates", Template());
        var path = $"/api/v1/templates/{first.Text("id")}";
        await organization.CallAsync(HttpMethod.Put, path, new { passFlow = Form() });
        await organization.CallAsync(HttpMethod.Put, path, new { passFlow = Form(), description = "Again" });

        var copied = await organization.CallAsync(HttpMethod.Post, $"{path}/copy", new { }, HttpStatusCode.UnprocessableEntity);
        AssertLimit(copied, "1 templates with a form", "Quotas:Forms");
        var second = await organization.CreateAsync("/api/v1/templates", Template());
        AssertLimit(
            await organization.CallAsync(
                HttpMethod.Put, $"/api/v1/templates/{second.Text("id")}", new { passFlow = Form() }, HttpStatusCode.UnprocessableEntity),
            "1 templates with a form", "Quotas:Forms");
        await organization.CreateAsync("/api/v1/templates", Template());
        AssertLimit(
            await organization.CallAsync(HttpMethod.Post, "/api/v1/templates", Template(), HttpStatusCode.UnprocessableEntity),
            "3 templates", "Quotas:Templates");

        await other.CreateAsync("/api/v1/templates", Template());
        await organization.CallAsync(
            HttpMethod.Delete, $"/api/v1/templates/{second.Text("id")}", null, HttpStatusCode.NoContent);
        await organization.CreateAsync("/api/v1/templates", Template());
    }

    [Fact]
    public async Task Bytes_of_images_are_limited_and_the_same_image_counts_once()
    {
        await using var service = await TemplateFixture.StartAsync(new() { ["Quotas:ImageBytes"] = "100" });
        var organization = service.ClientOf(Guid.CreateVersion7());

        await organization.CreateAsync("/api/v1/templates", Template(Red));
        await organization.CreateAsync("/api/v1/templates", Template(Red));
        var problem = await organization.CallAsync(
            HttpMethod.Post, "/api/v1/templates", Template(Gray), HttpStatusCode.UnprocessableEntity);

        Assert.Equal(["/images"], problem.Pointers());
        Assert.Equal("quota_exceeded", problem.GetProperty("errors")[0].Text("code"));
        Assert.Contains("Quotas:ImageBytes", problem.Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_that_no_design_names_is_deleted_after_a_day_and_one_that_is_in_use_stays()
    {
        await using var service = await TemplateFixture.StartAsync();
        var organizationId = Guid.CreateVersion7();
        var organization = service.ClientOf(organizationId);
        var draft = await organization.CreateAsync("/api/v1/templates", Template(Red, status: "draft"));
        await organization.CallAsync(
            HttpMethod.Put, $"/api/v1/templates/{draft.Text("id")}", new { images = new[] { new { name = "icon", content = Gray } } });
        Assert.Equal(2, await CountAsync());

        await RetainAsync();
        Assert.Equal(2, await CountAsync());
        await service.ScalarAsync<object>("UPDATE images SET stored_at = now() - interval '25 hours'");
        await RetainAsync();

        Assert.Equal(1, await CountAsync());
        // A published version keeps its images, whatever becomes of the design.
        await organization.CallAsync(HttpMethod.Post, $"/api/v1/templates/{draft.Text("id")}/publish");
        await organization.CallAsync(HttpMethod.Put, $"/api/v1/templates/{draft.Text("id")}", new { images = Array.Empty<object>() });
        await service.ScalarAsync<object>("UPDATE images SET stored_at = now() - interval '25 hours'");
        await RetainAsync();
        Assert.Equal(1, await CountAsync());

        Task<long> CountAsync() =>
            service.ScalarAsync<long>($"SELECT count(*) FROM images WHERE organization_id = '{organizationId}'");

        Task RetainAsync() => service.App.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<RetentionJob>()
            .Single().RunAsync(CancellationToken.None);
    }

    private static void AssertLimit(JsonElement problem, string limit, string setting)
    {
        Assert.Equal("quota_exceeded", problem.Text("code"));
        Assert.Contains($"The limit is {limit}", problem.Text("message"), StringComparison.Ordinal);
        Assert.Contains(setting, problem.Text("message"), StringComparison.Ordinal);
    }

    private static object Form() =>
        new { form = new { title = "Join", fields = new[] { new { key = "name", label = "Your name" } } } };

    private static object Template(string? icon = null, string status = "published") => new
    {
        name = "Members",
        status,
        description = "Membership card",
        passType = "storeCard",
        organizationName = "Café Zürich",
        teamIdentifier = "TEAM123456789",
        passTypeIdentifier = "pass.test.members",
        images = icon is null ? [] : new[] { new { name = "icon", content = icon } },
    };
}
