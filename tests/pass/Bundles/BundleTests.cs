using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Passinstance.Passes.Tests.Batches;
using Passinstance.Testing.Services;
using Passinstance.Testing.Wallet;

namespace Passinstance.Passes.Tests.Bundles;

[Trait("Category", "Integration")]
public sealed class BundleTests(PassFixture fixture)
{
    [Fact]
    public async Task Twelve_passes_are_in_two_files_for_anyone_with_the_link()
    {
        var issuer = await fixture.NewIssuerAsync();
        var ids = await IssueAsync(issuer, 12);

        var bundle = await issuer.Passes.CreateAsync("/api/v1/bundles", new { name = "Family tickets", passIds = ids });

        Assert.StartsWith("bnd_", bundle.Text("id"), StringComparison.Ordinal);
        Assert.Equal(ids, Ids(bundle));
        var parts = bundle.GetProperty("parts").EnumerateArray().ToList();
        Assert.Equal([10, 2], parts.Select(part => Ids(part).Count));
        Assert.Equal(ids, parts.SelectMany(Ids));
        var anyone = fixture.Passes.AnonymousClient();
        foreach (var (part, first) in parts.Zip((int[])[0, 10]))
        {
            using var response = await anyone.GetAsync(new Uri(part.Text("downloadUrl")).AbsolutePath);
            Assert.Equal("application/vnd.apple.pkpasses", response.Content.Headers.ContentType?.MediaType);
            var bytes = await response.Content.ReadAsByteArrayAsync();
            var passes = Read(bytes);
            Assert.Equal(Ids(part).Count, passes.Count);
            Assert.All(passes, pass => Assert.Empty(pass.ManifestErrors()));
            Assert.Equal(Enumerable.Range(first, passes.Count).Select(i => $"B-{i}"),
                passes.Select(pass => pass.PassJson.Text("serialNumber")));
            using var byId = await issuer.Passes.GetAsync(
                $"/api/v1/bundles/{bundle.Text("id")}/download?part={part.GetProperty("number").GetInt32()}");
            Assert.Equal(passes.Count, Read(await byId.Content.ReadAsByteArrayAsync()).Count);
        }

        Assert.Equal(bundle.GetRawText(), (await issuer.Passes.CallAsync(HttpMethod.Get, $"/api/v1/bundles/{bundle.Text("id")}"))
            .GetRawText());
        Assert.Equal(bundle.GetRawText(), (await issuer.Passes.CallAsync(HttpMethod.Get, "/api/v1/bundles"))
            .GetProperty("data")[0].GetRawText());
    }

    [Fact]
    public async Task A_void_pass_is_in_the_file_as_void_and_a_deleted_one_is_not()
    {
        var issuer = await fixture.NewIssuerAsync();
        var ids = await IssueAsync(issuer, 3);
        var bundle = await issuer.Passes.CreateAsync("/api/v1/bundles", new { name = "Order", passIds = ids });
        var path = $"/api/v1/bundles/{bundle.Text("id")}";
        await issuer.Passes.CallAsync(HttpMethod.Post, $"/api/v1/passes/{ids[0]}/void");
        await issuer.Passes.CallAsync(HttpMethod.Delete, $"/api/v1/passes/{ids[1]}", null, HttpStatusCode.NoContent);

        using var left = await issuer.Passes.GetAsync($"{path}/download");
        var passes = Read(await left.Content.ReadAsByteArrayAsync());
        await issuer.Passes.CallAsync(HttpMethod.Delete, $"/api/v1/passes/{ids[0]}", null, HttpStatusCode.NoContent);
        await issuer.Passes.CallAsync(HttpMethod.Delete, $"/api/v1/passes/{ids[2]}", null, HttpStatusCode.NoContent);

        Assert.Equal(["B-0", "B-2"], passes.Select(pass => pass.PassJson.Text("serialNumber")));
        Assert.Equal([true, false], passes.Select(pass => pass.PassJson.TryGetProperty("voided", out var voided) && voided.GetBoolean()));
        Assert.Empty(Ids(await issuer.Passes.CallAsync(HttpMethod.Get, path)));
        Assert.Equal("empty_bundle", (await issuer.Passes.CallAsync(HttpMethod.Get, $"{path}/download", null, HttpStatusCode.NotFound))
            .Text("code"));
        await issuer.Passes.CallAsync(HttpMethod.Get, $"{path}/download?part=2", null, HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Every_pass_must_exist_belong_to_the_organization_and_be_named_once()
    {
        var issuer = await fixture.NewIssuerAsync();
        var stranger = await fixture.NewIssuerAsync();
        var ids = await IssueAsync(issuer, 2);
        await issuer.Passes.CallAsync(HttpMethod.Delete, $"/api/v1/passes/{ids[1]}", null, HttpStatusCode.NoContent);
        var theirs = (await stranger.IssueAsync("THEIRS")).Text("id");

        var problem = await issuer.Passes.CallAsync(
            HttpMethod.Post, "/api/v1/bundles", new { name = "", passIds = new[] { ids[0], ids[1], theirs, "nonsense", ids[0] } },
            HttpStatusCode.UnprocessableEntity);

        Assert.Equal(["/name", "/passIds/1", "/passIds/2", "/passIds/3", "/passIds/4"], problem.Pointers().Order(StringComparer.Ordinal));
        foreach (var passIds in (string[][])[[], [.. Enumerable.Repeat(ids[0], 101)]])
            Assert.Equal(["/passIds"],
                (await issuer.Passes.CallAsync(
                HttpMethod.Post, "/api/v1/bundles", new { name = "B", passIds }, HttpStatusCode.UnprocessableEntity)).Pointers());
        await issuer.Passes.CallAsync(
            HttpMethod.Post, "/api/v1/bundles", """{ "name": "B", "passIds": [null, 5] }""", HttpStatusCode.UnprocessableEntity);
        Assert.Equal(0, (await issuer.Passes.CallAsync(HttpMethod.Get, "/api/v1/bundles")).GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task A_bundle_is_made_of_what_a_filter_matches_or_a_batch_has_made()
    {
        var issuer = await fixture.NewIssuerAsync();
        var stranger = await fixture.NewIssuerAsync();
        var batch = await issuer.RunBatchAsync(
            new { operation = "create", items = Enumerable.Range(0, 12).Select(i => issuer.Pass($"B-{i}")) });
        var made = (await issuer.ItemsAsync(batch)).ConvertAll(item => item.Text("passId"));
        await issuer.Passes.CallAsync(HttpMethod.Post, $"/api/v1/passes/{made[3]}/void");
        await issuer.Passes.CallAsync(HttpMethod.Delete, $"/api/v1/passes/{made[4]}", null, HttpStatusCode.NoContent);

        var ofBatch = await issuer.Passes.CreateAsync("/api/v1/bundles", new { name = "Batch", batchId = batch.Text("id") });
        var ofFilter = await issuer.Passes.CreateAsync(
            "/api/v1/bundles", new { name = "Active", filter = new { templateId = issuer.TemplateId, status = "active" } });

        Assert.Equal(made.Where((_, i) => i != 4), Ids(ofBatch));
        Assert.Equal([10, 1], ofBatch.GetProperty("parts").EnumerateArray().Select(part => Ids(part).Count));
        // Ids of one millisecond have no order.
        Assert.Equal(made.Where((_, i) => i is not (3 or 4)).Order(StringComparer.Ordinal), Ids(ofFilter));
        foreach (var (body, pointer) in (IEnumerable<(object, string)>)[
            (new { name = "B", batchId = batch.Text("id"), passIds = made.Take(1) }, ""), (new { name = "B", filter = new { } }, "/filter"),
            (new { name = "B", filter = new { status = "deleted" } }, "/filter/status"),
            (new { name = "B", batchId = "nonsense" }, "/batchId"),
            (new { name = "B", filter = new { serialNumber = "NONE" } }, "/filter"), (new { name = "B" }, "/passIds")])
            Assert.Equal([pointer], (await issuer.Passes.CallAsync(
                HttpMethod.Post, "/api/v1/bundles", body, HttpStatusCode.UnprocessableEntity)).Pointers());
        Assert.Equal(["/batchId"], (await stranger.Passes.CallAsync(
            HttpMethod.Post, "/api/v1/bundles", new { name = "B", batchId = batch.Text("id") }, HttpStatusCode.UnprocessableEntity))
            .Pointers());
        await stranger.Passes.CallAsync(HttpMethod.Post, "/api/v1/bundles",
            new { name = "B", filter = new { templateId = issuer.TemplateId } }, HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Passes_are_added_and_removed_and_the_others_keep_their_files()
    {
        var issuer = await fixture.NewIssuerAsync();
        var stranger = await fixture.NewIssuerAsync();
        var ids = new List<string>();
        for (var i = 0; i < 13; i++)
            ids.Add((await issuer.IssueAsync($"A-{i}")).Text("id"));
        var theirs = (await stranger.IssueAsync("THEIRS")).Text("id");
        var bundle = await issuer.Passes.CreateAsync("/api/v1/bundles", new { name = "Order", passIds = ids.Take(9) });
        var path = $"/api/v1/bundles/{bundle.Text("id")}";

        var added = await issuer.Passes.CallAsync(HttpMethod.Post, $"{path}/passes", new { passIds = ids.Skip(8).Take(4) });
        await issuer.Passes.CallAsync(HttpMethod.Delete, $"{path}/passes/{ids[0]}", null, HttpStatusCode.NoContent);
        await issuer.Passes.CallAsync(HttpMethod.Delete, $"{path}/passes/{ids[0]}", null, HttpStatusCode.NoContent);
        var last = await issuer.Passes.CallAsync(HttpMethod.Post, $"{path}/passes", new { passIds = new[] { ids[12], ids[0] } });

        Assert.Equal(ids.Take(12), Ids(added));
        Assert.Equal([10, 2], added.GetProperty("parts").EnumerateArray().Select(part => Ids(part).Count));
        Assert.Equal([.. ids.Skip(1), ids[0]], Ids(last));
        Assert.Equal([9, 4], last.GetProperty("parts").EnumerateArray().Select(part => Ids(part).Count));
        Assert.Equal(added.GetProperty("parts")[0].Text("downloadUrl"), last.GetProperty("parts")[0].Text("downloadUrl"));
        Assert.Equal(last.GetRawText(), (await issuer.Passes.CallAsync(HttpMethod.Get, path)).GetRawText());

        Assert.Equal(["/passIds/1", "/passIds/0"], (await issuer.Passes.CallAsync(
            HttpMethod.Post, $"{path}/passes", new { passIds = new[] { theirs, "nonsense" } }, HttpStatusCode.UnprocessableEntity))
            .Pointers());
        await stranger.Passes.CallAsync(HttpMethod.Post, $"{path}/passes", new { passIds = new[] { theirs } }, HttpStatusCode.NotFound);
        await stranger.Passes.CallAsync(HttpMethod.Delete, $"{path}/passes/{ids[1]}", null, HttpStatusCode.NotFound);
        await fixture.Passes.ClientOf(issuer.OrganizationId, "bundles:read")
            .CallAsync(HttpMethod.Post, $"{path}/passes", new { passIds = ids }, HttpStatusCode.Forbidden);
        foreach (var id in ids)
            await issuer.Passes.CallAsync(HttpMethod.Delete, $"{path}/passes/{id}", null, HttpStatusCode.NoContent);
        Assert.Empty(Ids(await issuer.Passes.CallAsync(HttpMethod.Get, path)));
        Assert.Equal("empty_bundle",
            (await issuer.Passes.CallAsync(HttpMethod.Get, $"{path}/download", null, HttpStatusCode.NotFound)).Text("code"));
    }

    [Fact]
    public async Task A_deleted_bundle_and_its_link_are_gone_and_its_passes_stay()
    {
        var issuer = await fixture.NewIssuerAsync();
        var stranger = await fixture.NewIssuerAsync();
        var ids = await IssueAsync(issuer, 1);
        var bundle = await issuer.Passes.CreateAsync("/api/v1/bundles", new { name = "B", passIds = ids });
        var path = $"/api/v1/bundles/{bundle.Text("id")}";
        var link = new Uri(bundle.GetProperty("parts")[0].Text("downloadUrl")).AbsolutePath;
        var anyone = fixture.Passes.AnonymousClient();

        foreach (var (method, address) in (IEnumerable<(HttpMethod, string)>)[
            (HttpMethod.Get, path), (HttpMethod.Get, $"{path}/download"), (HttpMethod.Delete, path)])
            await stranger.Passes.CallAsync(method, address, null, HttpStatusCode.NotFound);
        Assert.Equal(0, (await stranger.Passes.CallAsync(HttpMethod.Get, "/api/v1/bundles")).GetProperty("data").GetArrayLength());
        await fixture.Passes.ClientOf(issuer.OrganizationId, "bundles:read")
            .CallAsync(HttpMethod.Delete, path, null, HttpStatusCode.Forbidden);
        await fixture.Passes.ClientOf(issuer.OrganizationId, "bundles:write")
            .CallAsync(HttpMethod.Get, $"{path}/download", null, HttpStatusCode.Forbidden);
        // A changed proof, a pass's link, an unknown part and nonsense get the same response.
        foreach (var wrong in (string[])[
            link[..60] + (link[60] == 'A' ? 'B' : 'A') + link[61..], link[..^1] + "2", "/p/nonsense/bundle/1",
            $"/p/{new string('!', 64)}/bundle/1",
            link.Replace("/bundle/1", "/apple", StringComparison.Ordinal)])
            Assert.Equal("unknown_link", (await anyone.CallAsync(HttpMethod.Get, wrong, null, HttpStatusCode.NotFound)).Text("code"));

        await issuer.Passes.CallAsync(HttpMethod.Delete, path, null, HttpStatusCode.NoContent);
        await issuer.Passes.CallAsync(HttpMethod.Delete, path, null, HttpStatusCode.NoContent);
        await issuer.Passes.CallAsync(HttpMethod.Get, path, null, HttpStatusCode.NotFound);
        await anyone.CallAsync(HttpMethod.Get, link, null, HttpStatusCode.NotFound);
        await issuer.Passes.CallAsync(HttpMethod.Get, $"/api/v1/passes/{ids[0]}");
    }

    private static async Task<List<string>> IssueAsync(Issuer issuer, int count)
    {
        var ids = new List<string>();
        for (var i = 0; i < count; i++)
            ids.Add((await issuer.IssueAsync($"B-{i}")).Text("id"));
        return ids;
    }

    private static List<string> Ids(JsonElement element) =>
        [.. element.GetProperty("passIds").EnumerateArray().Select(id => id.GetString()!)];

    private static List<PkpassReader> Read(byte[] bundle)
    {
        using var archive = new ZipArchive(new MemoryStream(bundle));
        return [.. archive.Entries.Select(entry =>
        {
            using var content = entry.Open();
            using var copy = new MemoryStream();
            content.CopyTo(copy);
            return PkpassReader.Read(copy.ToArray());
        })];
    }
}
