using System.Net;
using System.Text.Json;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.Passes.Tests.HostedPages;

/// <summary>A template's own page, on which a visitor is issued a pass.</summary>
[Trait("Category", "Integration")]
public sealed class FormTests(PassFixture fixture)
{
    private static readonly (string Name, string Value)[] Good = [
        ("f.name", "Zoë O'Neil"), ("f.mail", "zoe@example.com"), ("f.size", "M"), ("f.born", "1990-05-17"), ("website", "")];

    [Fact]
    public async Task A_visitor_who_fills_in_the_form_gets_a_pass()
    {
        var (issuer, path) = await NewFormAsync();
        var visitor = new Visitor(fixture) { Address = "192.0.2.1" };

        var form = await visitor.PageAsync(path);
        using var answer = await visitor.PostAsync(path + "?source=poster&lang=fr", Good);
        var page = await visitor.PageAsync(answer.Headers.Location!.ToString());

        Assert.Contains("<h1 lang=\"en\" dir=\"auto\">Join the club</h1>", form, StringComparison.Ordinal);
        Assert.Contains("type=\"email\" autocomplete=\"email\"", form, StringComparison.Ordinal);
        Assert.Contains("<option value=\"M\"", form, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "set-cookie", string.Join(',', answer.Headers.Select(header => header.Key)), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.EndsWith("?lang=fr&source=poster", answer.Headers.Location.ToString(), StringComparison.Ordinal);
        Assert.Contains("<dd dir=\"auto\">Zoë O&#x27;Neil</dd>", page, StringComparison.Ordinal);
        Assert.Contains("<dt dir=\"auto\">Size</dt><dd dir=\"auto\">M</dd>", page, StringComparison.Ordinal);
        Assert.Contains("<dd dir=\"auto\">17 mai 1990</dd>", page, StringComparison.Ordinal);
        var pass = Assert.Single((await issuer.Passes.CallAsync(HttpMethod.Get, "/api/v1/passes")).GetProperty("data").EnumerateArray());
        Assert.Equal(pass.Text("serialNumber"), pass.Text("barcodeMessage"));
        Assert.Equal("zoe@example.com", pass.GetProperty("fields").GetProperty("mail").Text("value"));
        Assert.Equal("1990-05-17T10:00:00Z", pass.GetProperty("fields").GetProperty("born").Text("value"));
        Assert.Equal(1L, await fixture.Passes.ScalarAsync<long>($"""
            SELECT count(*) FROM (
                SELECT type, organization_id FROM outbox_history UNION ALL SELECT type, organization_id FROM outbox_messages) m
            WHERE type = 'V1.PassCreated' AND organization_id = '{issuer.OrganizationId}'
            """));
    }

    [Fact]
    public async Task Wrong_answers_are_marked_and_no_pass_is_created()
    {
        var (issuer, path) = await NewFormAsync();
        using var answer = await new Visitor(fixture).PostAsync(
            path, ("f.name", new string('x', 31)), ("f.mail", "<b>nobody"), ("f.size", "XXL"), ("f.born", "17.5.1990"),
            ("f.phone", "call me"));
        var page = await answer.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        for (var i = 0; i < 5; i++)
            Assert.Contains($"aria-invalid=\"true\" aria-describedby=\"f{i}-error\"", page, StringComparison.Ordinal);
        foreach (var error in (string[])[
            "Please enter a shorter text.", "Enter an email address", "Choose one of the options.", "Write a date",
            "Enter a phone number"])
            Assert.Contains(error, page, StringComparison.Ordinal);
        Assert.Contains("value=\"&lt;b&gt;nobody\"", page, StringComparison.Ordinal);
        using var empty = await new Visitor(fixture) { Languages = "fr" }.PostAsync(path);
        Assert.Contains("Veuillez répondre à cette question.", await empty.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync(issuer));
    }

    [Fact]
    public async Task An_address_gets_a_limited_number_of_passes_per_hour()
    {
        var (issuer, path) = await NewFormAsync(limit: 3);
        var (greedy, other) = (new Visitor(fixture) { Address = "192.0.2.50" }, new Visitor(fixture) { Address = "192.0.2.51" });

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => StatusAsync(greedy, path)));

        Assert.Equal(3, answers.Count(answer => answer == HttpStatusCode.SeeOther));
        Assert.Equal(5, answers.Count(answer => answer == HttpStatusCode.TooManyRequests));
        using var refused = await greedy.PostAsync(path, Good);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalMinutes, 50, 60);
        Assert.Equal(HttpStatusCode.SeeOther, await StatusAsync(other, path));
        Assert.Equal(4, await CountAsync(issuer));
        await using var command = fixture.Passes.Database.CreateCommand(
            $"UPDATE form_visitors SET since = since - interval '61 minutes' WHERE organization_id = '{issuer.OrganizationId}'");
        Assert.Equal(2, await command.ExecuteNonQueryAsync());
        Assert.Equal(HttpStatusCode.SeeOther, await StatusAsync(greedy, path));
    }

    [Fact]
    public async Task Who_reaches_the_service_directly_gets_the_passes_of_one_address()
    {
        var (issuer, path) = await NewFormAsync(limit: 2);
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 4; i++)
            statuses.Add(await StatusAsync(new Visitor(fixture) { Address = $"192.0.2.{i}", IsForwarded = false }, path));

        Assert.Equal(
            [HttpStatusCode.SeeOther, HttpStatusCode.SeeOther, HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests], statuses);
        Assert.Equal(2, await CountAsync(issuer));
        Assert.Equal(HttpStatusCode.SeeOther, await StatusAsync(new Visitor(fixture) { Address = "192.0.2.0" }, path));
    }

    [Fact]
    public async Task A_program_that_fills_in_every_field_gets_no_pass()
    {
        var (issuer, path) = await NewFormAsync();
        using var answer = await new Visitor(fixture).PostAsync(path, [.. Good[..^1], ("website", "https://spam.example")]);

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal(path, answer.Headers.Location!.ToString());
        Assert.Equal(0, await CountAsync(issuer));
    }

    [Fact]
    public async Task A_body_that_is_not_a_form_or_too_large_is_rejected()
    {
        var (issuer, path) = await NewFormAsync();
        using var large = await new Visitor(fixture).PostAsync(path, [.. Good, ("f.name", new string('x', 17_000))]);
        using var http = new HttpClient { BaseAddress = fixture.Passes.Url };
        using var json = await http.PostAsync(
            new Uri(path, UriKind.Relative), new StringContent("{}", System.Text.Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, large.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, json.StatusCode);
        Assert.Equal(0, await CountAsync(issuer));
    }

    [Fact]
    public async Task The_link_is_known_to_the_owner_only_and_ends_with_the_template()
    {
        var (issuer, path) = await NewFormAsync();
        var template = await issuer.Templates.CallAsync(HttpMethod.Get, $"/api/v1/templates/{issuer.TemplateId}");
        Assert.Equal(path, new Uri(template.Text("passFlowUrl")).AbsolutePath);
        await new Visitor(fixture).PageAsync(path);

        foreach (var forged in (string[])[
            path[..^4] + (path[^4] == 'A' ? "BBBB" : "AAAA"), path + "A", "/p/t/x", $"/p/t/{new string('A', 64)}"])
            await new Visitor(fixture).PageAsync(forged, HttpStatusCode.NotFound);
        // A form's link opens no pass.
        await new Visitor(fixture).PageAsync(path.Replace("/t/", "/", StringComparison.Ordinal), HttpStatusCode.NotFound);

        await issuer.Templates.CallAsync(HttpMethod.Put, $"/api/v1/templates/{issuer.TemplateId}", new { name = "Renamed" });
        Assert.Equal(template.Text("passFlowUrl"),
            (await issuer.Templates.CallAsync(HttpMethod.Get, $"/api/v1/templates/{issuer.TemplateId}")).Text("passFlowUrl"));
        await issuer.Templates.CallAsync(HttpMethod.Delete, $"/api/v1/templates/{issuer.TemplateId}", null, HttpStatusCode.NoContent);
        await Eventually.TrueAsync(
            async _ => await StatusAsync(new Visitor(fixture), path) == HttpStatusCode.NotFound, TimeSpan.FromSeconds(30),
            "the form is gone");
    }

    [Fact]
    public async Task The_link_of_a_draft_works_once_it_is_published()
    {
        var issuer = new Issuer(fixture, Guid.CreateVersion7());
        var draft = JsonSerializer.SerializeToNode(Template(10))!.AsObject();
        draft["status"] = "draft";
        var template = await issuer.Templates.CreateAsync("/api/v1/templates", draft);
        var path = new Uri(template.Text("passFlowUrl")).AbsolutePath;

        await new Visitor(fixture).PageAsync(path, HttpStatusCode.NotFound);
        await issuer.Templates.CallAsync(HttpMethod.Post, $"/api/v1/templates/{template.Text("id")}/publish");
        await new Visitor(fixture).PageAsync(path);
        Assert.Equal(JsonValueKind.Null, (await issuer.Templates.CreateAsync("/api/v1/templates", Issuer.Template("generic")))
            .GetProperty("passFlowUrl").ValueKind);
    }

    private async Task<(Issuer Issuer, string Path)> NewFormAsync(int limit = 10)
    {
        var issuer = new Issuer(fixture, Guid.CreateVersion7());
        var template = await issuer.Templates.CreateAsync("/api/v1/templates", Template(limit));
        issuer.TemplateId = template.Text("id");
        return (issuer, new Uri(template.Text("passFlowUrl")).AbsolutePath);
    }

    internal static object Template(int limit) => new
    {
        name = "Club",
        description = "Club card",
        passType = "generic",
        organizationName = "Club <Zürich>",
        teamIdentifier = "TEAM123456789",
        passTypeIdentifier = "pass.test.members",
        barcode = new { format = "qr" },
        layout = new
        {
            primaryFields = new[] { new { key = "name", label = "Name" } },
            backFields = new[] { new { key = "born", label = "Born", dateStyle = "PKDateStyleLong" } }
        },
        passFlow = new
        {
            form = new
            {
                title = "Join the club",
                limitPerAddressPerHour = limit,
                fields = new object[]
                {
                    new { key = "name", label = "Your name", required = true, maxLength = 30 },
                        new { key = "mail", label = "E-mail", type = "email" },
                    new { key = "size", label = "Size", type = "select", options = new[] { "S", "M", "L" } },
                    new { key = "born", label = "Born", type = "date" },
                    new { key = "phone", label = "Telephone", type = "phone" },
                },
            },
        },
    };

    private static async Task<HttpStatusCode> StatusAsync(Visitor visitor, string path)
    {
        using var answer = await visitor.PostAsync(path, Good);
        return answer.StatusCode;
    }

    private Task<long> CountAsync(Issuer issuer) =>
        fixture.Passes.ScalarAsync<long>($"SELECT count(*) FROM passes WHERE organization_id = '{issuer.OrganizationId}'");
}
