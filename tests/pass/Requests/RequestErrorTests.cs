using System.Net;
using System.Text.Json;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Testing.Services;

namespace Passinstance.Passes.Tests.Requests;

/// <summary>What a client reads about its mistake: everything at once, what is allowed, and what was sent.</summary>
[Trait("Category", "Integration")]
public sealed class RequestErrorTests(PassFixture fixture)
{
    private const string Mistakes = """
        {
          "template_id": "tpl_1", "serialNumber": 5, "barcodeFormat": "QRCODE", "fields": { "tier": "Gold" },
          "expirationDate": "31/12/2026", "relevantDate": "2026-12-15T19:00:00", "locations": [ { "latitude": "north" } ],
          "color": "red", "serialnumber": "twice"
        }
        """;

    [Fact]
    public async Task All_errors_of_a_body_are_listed_with_what_is_allowed_and_what_was_sent()
    {
        var issuer = await fixture.NewIssuerAsync();
        var created = await issuer.Passes.CallAsync(HttpMethod.Post, "/api/v1/passes", Mistakes, HttpStatusCode.UnprocessableEntity);
        var pass = await issuer.IssueAsync("ERRORS-1");
        var updated = await issuer.Passes.CallAsync(
            HttpMethod.Put, $"/api/v1/passes/{pass.Text("id")}", Mistakes.Replace("5,", "\"ERRORS-1\",", StringComparison.Ordinal),
            HttpStatusCode.UnprocessableEntity);

        AssertMessages(created, ("/serialNumber", "serialNumber must be a string; you sent 5."));
        foreach (var problem in (JsonElement[])[created, updated])
        {
            AssertMessages(
                problem,
                ("/template_id", "Unknown member \"template_id\". Did you mean \"templateId\"?"),
                ("/barcodeFormat", "barcodeFormat must be one of qr, pdf417, aztec"),
                ("/barcodeFormat", "; you sent \"QRCODE\"."),
                ("/fields/tier", "fields.tier must be an object such as {\"value\":\"Gold\"}; you sent \"Gold\"."),
                ("/expirationDate", "with an offset, such as 2027-01-01T10:00:00Z; you sent \"31/12/2026\"."),
                ("/relevantDate", "add one, such as 2026-12-15T19:00:00Z"),
                ("/locations/0/latitude", "locations[0].latitude must be a number; you sent \"north\"."),
                ("/color", "Unknown member \"color\""));
        }
    }

    [Fact]
    public async Task An_error_has_what_its_sentence_names_as_values()
    {
        var issuer = await fixture.NewIssuerAsync();
        var wrong = await issuer.Passes.CallAsync(HttpMethod.Post, "/api/v1/passes", Mistakes, HttpStatusCode.UnprocessableEntity);
        var missing = await issuer.Passes.CallAsync(
            HttpMethod.Post, "/api/v1/passes", $$"""{ "templateId": "{{issuer.TemplateId}}" }""", HttpStatusCode.UnprocessableEntity);
        var rejected = await issuer.Passes.CallAsync(
            HttpMethod.Post, "/api/v1/passes",
            $$"""{ "templateId": "{{issuer.TemplateId}}", "serialNumber": "{{new string('1', 300)}}" }""",
            HttpStatusCode.UnprocessableEntity);

        Assert.Equal("time", ValuesOf(wrong, "/expirationDate").Text("expected"));
        Assert.Equal("\"31/12/2026\"", ValuesOf(wrong, "/expirationDate").Text("sent"));
        Assert.StartsWith("qr, pdf417, aztec", ValuesOf(wrong, "/barcodeFormat").Text("allowed"), StringComparison.Ordinal);
        Assert.Equal("1", ValuesOf(missing, "/serialNumber").Text("minLength"));
        // A rule of the engine gives its own.
        Assert.NotEmpty(ValuesOf(rejected, "/serialNumber").EnumerateObject());
    }

    private static JsonElement ValuesOf(JsonElement problem, string pointer) => problem.GetProperty("errors").EnumerateArray()
        .First(error => error.Text("pointer") == pointer).GetProperty("values");

    [Fact]
    public async Task All_errors_of_a_templates_update_are_listed()
    {
        var issuer = await fixture.NewIssuerAsync();
        var problem = await issuer.Templates.CallAsync(
            HttpMethod.Put, $"/api/v1/templates/{issuer.TemplateId}",
            """{ "passType": "loyalty", "layout": { "headerField": [] }, "locations": {}, "sharingProhibited": "yes" }""",
            HttpStatusCode.UnprocessableEntity);

        AssertMessages(
            problem,
            ("/passType", "passType must be one of boardingPass, coupon, eventTicket, generic, storeCard; you sent \"loyalty\"."),
            ("/layout/headerField", "Did you mean \"headerFields\"?"),
            ("/locations", "locations must be a list; you sent an object."),
            ("/sharingProhibited", "sharingProhibited must be true or false; you sent \"yes\"."));
    }

    [Fact]
    public async Task All_errors_of_a_batchs_items_are_listed()
    {
        var issuer = await fixture.NewIssuerAsync();
        var problem = await issuer.Passes.CallAsync(
            HttpMethod.Post, "/api/v1/batch",
            """{ "operation": "create", "items": [ { "barcodeFormat": "QRCODE", "colour": 1 }, { "fields": { "tier": 1 } } ] }""",
            HttpStatusCode.UnprocessableEntity);

        AssertMessages(
            problem,
            ("/items/0/barcodeFormat", "must be one of qr"),
            ("/items/0/colour", "Unknown member \"colour\""),
            ("/items/1/fields/tier", "must be an object such as {\"value\":1}"));
    }

    [Theory]
    [InlineData("/api/v1/passes?page=2", "?page", "unknown_parameter", "The parameters are limit, cursor, status")]
    [InlineData("/api/v1/passes?template_id=tpl_1", "?template_id", "unknown_parameter", "Did you mean \"templateId\"?")]
    [InlineData("/api/v1/passes?limit=abc", "?limit", "wrong_type", "limit must be a number from 1 to 100; you sent \"abc\".")]
    [InlineData("/api/v1/passes?limit=1&limit=2", "?limit", "repeated_parameter", "Send limit once")]
    [InlineData("/api/v1/passes?createdAfter=yesterday", "?createdAfter", "wrong_type", "a time in ISO 8601 with an offset")]
    [InlineData("/api/v1/passes?createdBefore=2026-12-15", "?createdBefore", "wrong_type", "a time in ISO 8601 with an offset")]
    [InlineData("/api/v1/passes?createdBefore=2026-12-15T10:00:00", "?createdBefore", "wrong_type", "with an offset")]
    [InlineData("/api/v1/passes?createdBefore=2026-12-15T10:00:00+01:00", "?createdBefore", "wrong_type", "written as %2B")]
    [InlineData("/api/v1/passes?serialNumber=%00", "?serialNumber", "invalid_characters", "without U+0000")]
    [InlineData("/api/v1/bundles?status=x", "?status", "unknown_parameter", "The parameters are")]
    [InlineData("/api/v1/passes/device-logs?since=x", "?since", "unknown_parameter", "The parameters are")]
    public async Task A_query_that_would_be_ignored_is_422(string path, string pointer, string code, string message)
    {
        var issuer = await fixture.NewIssuerAsync();
        var problem = await issuer.Passes.CallAsync(HttpMethod.Get, path, null, HttpStatusCode.UnprocessableEntity);

        Assert.Equal([pointer], problem.Pointers());
        Assert.Equal(code, problem.GetProperty("errors")[0].Text("code"));
        Assert.Contains(message, problem.GetProperty("errors")[0].Text("detail"), StringComparison.Ordinal);
        Assert.DoesNotContain("Nullable", problem.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_moment_in_another_zone_is_accepted_in_a_query()
    {
        var issuer = await fixture.NewIssuerAsync();
        await issuer.IssueAsync("ZONE-1");
        var ago = DateTimeOffset.UtcNow.AddHours(-1).ToOffset(new(5, 30, 0));
        var ahead = DateTimeOffset.UtcNow.AddHours(1).ToOffset(new(-8, 0, 0));
        foreach (var (name, moment, count) in ((string, DateTimeOffset, int)[])[
            ("createdAfter", ago, 1), ("createdAfter", ahead, 0), ("createdBefore", ahead, 1), ("createdBefore", ago, 0)])
        {
            var list = await issuer.Passes.CallAsync(
                HttpMethod.Get, $"/api/v1/passes?{name}={Uri.EscapeDataString(moment.ToString("yyyy-MM-ddTHH:mm:sszzz"))}");
            Assert.Equal(count, list.GetProperty("data").GetArrayLength());
        }
    }

    [Fact]
    public async Task The_id_of_another_kind_of_object_is_named()
    {
        var issuer = await fixture.NewIssuerAsync();
        var problem = await issuer.Passes.CallAsync(
            HttpMethod.Get, $"/api/v1/passes/{issuer.TemplateId}", null, HttpStatusCode.NotFound);

        Assert.Contains("is the id of a template, not of a pass", problem.Text("message"), StringComparison.Ordinal);
        Assert.Contains(
            "There is no pass", (await issuer.Passes.CallAsync(
                HttpMethod.Get, $"/api/v1/passes/{TypeId.Format(IdPrefixes.Pass, Guid.CreateVersion7())}", null, HttpStatusCode.NotFound))
                .Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_method_names_the_right_ones()
    {
        var issuer = await fixture.NewIssuerAsync();
        var problem = await issuer.Passes.CallAsync(HttpMethod.Patch, "/api/v1/passes/x", new { }, HttpStatusCode.MethodNotAllowed);

        foreach (var method in (string[])["GET", "PUT", "DELETE"])
            Assert.Contains(method, problem.Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_serial_number_names_the_pass_that_has_it_and_a_deleted_one_says_so()
    {
        var issuer = await fixture.NewIssuerAsync();
        var pass = await issuer.IssueAsync("TAKEN-1");

        var taken = await issuer.Passes.CallAsync(HttpMethod.Post, "/api/v1/passes", issuer.Pass("TAKEN-1"), HttpStatusCode.Conflict);
        Assert.Equal(("duplicate_serial_number", pass.Text("id")), (taken.Text("code"), taken.Text("existingPassId")));

        await issuer.Passes.CallAsync(HttpMethod.Delete, $"/api/v1/passes/{pass.Text("id")}", null, HttpStatusCode.NoContent);
        var deleted = await issuer.Passes.CallAsync(HttpMethod.Post, "/api/v1/passes", issuer.Pass("TAKEN-1"), HttpStatusCode.Conflict);
        Assert.Equal("serial_number_deleted", deleted.Text("code"));
        Assert.Contains("cannot be used again", deleted.Text("message"), StringComparison.Ordinal);
        Assert.False(deleted.TryGetProperty("existingPassId", out _));
    }

    private static void AssertMessages(JsonElement problem, params (string Pointer, string Part)[] expected)
    {
        foreach (var (pointer, part) in expected)
        {
            Assert.Contains(
                problem.GetProperty("errors").EnumerateArray(),
                error => error.Text("pointer") == pointer && error.Text("detail").Contains(part, StringComparison.Ordinal));
        }
    }
}
