using System.Net;
using Passinstance.Testing.Services;
using Passinstance.Testing.Wallet;

namespace Passinstance.Passes.Tests.Passes;

[Trait("Category", "Integration")]
public sealed class VoidAndDeletePassTests(PassFixture fixture)
{
    [Fact]
    public async Task A_void_pass_stays_readable_downloads_as_void_and_takes_no_change()
    {
        var issuer = await fixture.NewIssuerAsync();
        var path = $"/api/v1/passes/{(await issuer.IssueAsync("V-1")).Text("id")}";

        var voided = await issuer.Passes.CallAsync(HttpMethod.Post, $"{path}/void");
        var again = await issuer.Passes.CallAsync(HttpMethod.Post, $"{path}/void");

        Assert.Equal("voided", voided.Text("status"));
        Assert.Equal(voided.GetRawText(), again.GetRawText());
        Assert.Equal(2, (await issuer.Passes.CallAsync(HttpMethod.Get, path)).GetProperty("version").GetInt32());
        var pkpass = PkpassReader.Read(
            await fixture.Passes.AnonymousClient().GetByteArrayAsync(new Uri(voided.Text("downloadUrl")).AbsolutePath));
        Assert.True(pkpass.PassJson.GetProperty("voided").GetBoolean());
        var problem = await issuer.Passes.CallAsync(HttpMethod.Put, path, new { barcodeMessage = "again" }, HttpStatusCode.Conflict);
        Assert.Equal("pass_voided", problem.Text("code"));
    }

    [Fact]
    public async Task A_deleted_pass_is_gone_from_the_API_and_its_serial_number_stays_taken()
    {
        var issuer = await fixture.NewIssuerAsync();
        var path = $"/api/v1/passes/{(await issuer.IssueAsync("V-2")).Text("id")}";

        await issuer.Passes.CallAsync(HttpMethod.Delete, path, null, HttpStatusCode.NoContent);
        await issuer.Passes.CallAsync(HttpMethod.Delete, path, null, HttpStatusCode.NoContent);

        foreach (var (method, below) in (IEnumerable<(HttpMethod, string)>)[
            (HttpMethod.Get, ""), (HttpMethod.Put, ""), (HttpMethod.Post, "/void"), (HttpMethod.Get, "/download")])
            await issuer.Passes.CallAsync(method, path + below, method == HttpMethod.Put ? new { } : null, HttpStatusCode.NotFound);
        Assert.Equal(0, (await issuer.Passes.CallAsync(HttpMethod.Get, "/api/v1/passes")).GetProperty("data").GetArrayLength());
        await issuer.Passes.CallAsync(HttpMethod.Post, "/api/v1/passes", issuer.Pass("V-2"), HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Another_organization_can_neither_void_nor_delete()
    {
        var issuer = await fixture.NewIssuerAsync();
        var stranger = await fixture.NewIssuerAsync();
        var path = $"/api/v1/passes/{(await issuer.IssueAsync("V-3")).Text("id")}";

        await stranger.Passes.CallAsync(HttpMethod.Post, $"{path}/void", null, HttpStatusCode.NotFound);
        await stranger.Passes.CallAsync(HttpMethod.Delete, path, null, HttpStatusCode.NotFound);

        Assert.Equal("active", (await issuer.Passes.CallAsync(HttpMethod.Get, path)).Text("status"));
    }
}
