using System.Net;
using System.Text.Json;
using Passinstance.Testing.Services;

namespace Passinstance.Passes.Tests.Requests;

/// <summary>Rules that hold for every operation of passes and templates in the API's document.</summary>
[Trait("Category", "Integration")]
public sealed class EveryOperationTests(PassFixture fixture)
{
    public static TheoryData<string, string> All { get; } =
        [.. ApiOperations.Of("passes", "images", "bundles", "batch", "templates", "wallet-identities")
            .Select(operation => (operation.Method, operation.Path))];

    public static TheoryData<string> Reads { get; } =
        [.. ApiOperations.Of("passes", "images", "bundles", "batch", "templates").Where(operation => operation.Method == "GET")
            .Select(operation => operation.Path)];

    [Theory]
    [MemberData(nameof(All))]
    public async Task An_unknown_query_parameter_is_422(string method, string path)
    {
        var client = ClientFor(await fixture.NewIssuerAsync(), path);
        using var request = new HttpRequestMessage(new(method), new ApiOperation(method, path, false).With("x") + "?unknown_one=1");
        using var response = await client.SendAsync(request);

        var problem = JsonElement.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal(("?unknown_one", "unknown_parameter"),
            (problem.Pointers().Single(), problem.GetProperty("errors")[0].Text("code")));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_charset_other_than_utf_8_is_415(string method, string path)
    {
        if (method == "GET")
            return;
        var client = ClientFor(await fixture.NewIssuerAsync(), path);
        using var request = new HttpRequestMessage(new(method), new ApiOperation(method, path, false).With("x"));
        request.Content = new ByteArrayContent("{}"u8.ToArray());
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json; charset=nonsense");
        using var response = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Utf_8_is_taken_in_quotes_and_by_its_other_name(string method, string path)
    {
        if (method == "GET")
            return;
        var client = ClientFor(await fixture.NewIssuerAsync(), path);
        foreach (var type in (string[])["application/json; charset=\"utf-8\"", "application/json; charset=UTF8", "application/json;"])
        {
            using var request = new HttpRequestMessage(new(method), new ApiOperation(method, path, false).With("x"));
            request.Content = new ByteArrayContent("{}"u8.ToArray());
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
            using var response = await client.SendAsync(request);

            Assert.True((int)response.StatusCode < 500, $"{method} {path} with {type}: {(int)response.StatusCode}");
        }
    }

    [Theory]
    [MemberData(nameof(Reads))]
    public async Task HEAD_has_the_status_and_headers_of_GET(string path)
    {
        var issuer = await fixture.NewIssuerAsync();
        var client = ClientFor(issuer, path);
        var id = path.StartsWith("/templates", StringComparison.Ordinal) ? issuer.TemplateId
            : path.StartsWith("/passes", StringComparison.Ordinal) ? (await issuer.IssueAsync("HEAD")).Text("id") : "x";
        var address = new ApiOperation("GET", path.Replace("{id}", id, StringComparison.Ordinal), false).With("1");

        using var get = await client.SendAsync(new(HttpMethod.Get, address));
        using var head = await client.SendAsync(new(HttpMethod.Head, address));

        Assert.Equal(get.StatusCode, head.StatusCode);
        Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Equal(get.Headers.ETag, head.Headers.ETag);
        Assert.Equal(get.Content.Headers.ContentDisposition, head.Content.Headers.ContentDisposition);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    // The statistics and the rollout of a template are of its passes.
    private static HttpClient ClientFor(Issuer issuer, string path) =>
        path.Split('/') is [_, "templates" or "wallet-identities", ..] and [.., not ("stats" or "rollout")]
            ? issuer.Templates
            : issuer.Passes;
}
