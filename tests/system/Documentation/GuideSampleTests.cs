using System.Net;
using System.Text.RegularExpressions;
using Passinstance.System.Tests.FirstPass;
using Passinstance.Testing.Services;

namespace Passinstance.System.Tests.Documentation;

/// <summary>
/// The JSON samples of the portal's guides, sent as a reader would: in the order of the page, to the template and the pass that the page
/// made before. A label says what a sample is; see the table below.
/// </summary>
[Trait("Category", "System")]
public sealed partial class GuideSampleTests(RunningSystem system)
{
    private static readonly string Guides = Path.Combine(AppContext.BaseDirectory, "Documentation", "Guides");

    // Their images are uploaded first, or a certificate comes from Apple, which the text around them says.
    private static readonly string[] NeedsMore =
        ["Part of a template: personalization", "Change of a template: poster event ticket", "Part of a pass: poster event ticket",
            "Template of a semantic boarding pass", "Pass of a semantic boarding pass", "Part of a template: poster generic pass",
            "Certificate with an external signer"];

    public static TheoryData<string> Pages => [.. Directory.GetFiles(Guides, "*.md").Select(file => Path.GetFileName(file)!)
        .Where(name => Samples(name).Count > 0).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_sample_of_a_guide_is_accepted(string page)
    {
        using var api = await system.NewOrganizationAsync();
        var templateId = (await api.CreateAsync("/api/v1/templates", StoreCard)).Text("id");
        var passId = (await api.CreateAsync("/api/v1/passes", new { templateId, serialNumber = "FIRST" })).Text("id");
        foreach (var (label, json) in Samples(page))
        {
            var body = TemplateId().Replace(PassId().Replace(json, passId), templateId);
            if (label.StartsWith("Template ", StringComparison.Ordinal))
                templateId = (await api.CreateAsync("/api/v1/templates", body)).Text("id");
            else if (label.StartsWith("Pass ", StringComparison.Ordinal))
                passId = (await api.CreateAsync("/api/v1/passes", body)).Text("id");
            else if (label.StartsWith("Part of a template", StringComparison.Ordinal))
                await api.CallAsync(HttpMethod.Put, $"/api/v1/templates/{templateId}", body);
            else if (label.StartsWith("Part of a pass", StringComparison.Ordinal))
                await api.CallAsync(HttpMethod.Put, $"/api/v1/passes/{passId}", body);
            else if (label.StartsWith("Batch ", StringComparison.Ordinal))
                await api.CallAsync(HttpMethod.Post, "/api/v1/batch", body, HttpStatusCode.Accepted);
            else if (label.StartsWith("Push notification ", StringComparison.Ordinal))
                await api.CallAsync(HttpMethod.Post, "/api/v1/push-notifications", body, HttpStatusCode.Accepted);
            else if (label.StartsWith("Retention ", StringComparison.Ordinal))
                await api.CallAsync(HttpMethod.Put, "/api/v1/retention", body);
            else
                Assert.Fail($"{page} has a JSON sample \"{label}\": begin its label as the others do, or with Response.");
        }
    }

    private static List<(string Label, string Json)> Samples(string page) =>
        [.. Fence().Matches(File.ReadAllText(Path.Combine(Guides, page)))
            .Select(match => (match.Groups["label"].Value.Trim(), match.Groups["json"].Value))
            .Where(sample => !sample.Item1.StartsWith("Response", StringComparison.Ordinal) && sample.Item1 != "A batch"
                && !NeedsMore.Contains(sample.Item1))];

    private static object StoreCard => new
    {
        name = "Samples",
        description = "A card that samples change",
        passType = "storeCard",
        organizationName = "Samples",
        teamIdentifier = "A1B2C3D4E5",
        passTypeIdentifier = "pass.com.example.samples",
        layout = new { primaryFields = new[] { new { key = "gate", label = "Gate", value = "1" } } },
    };

    [GeneratedRegex("""^```json(?<label>[^\n]*)\n(?<json>.*?)^```""", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"tpl_[\w.]+")]
    private static partial Regex TemplateId();

    [GeneratedRegex(@"pas_[\w.]+")]
    private static partial Regex PassId();
}
