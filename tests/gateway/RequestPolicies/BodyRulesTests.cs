using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Passinstance.Gateway.Tests.Fixtures;

namespace Passinstance.Gateway.Tests.RequestPolicies;

[Trait("Category", "Integration")]
public sealed class BodyRulesTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private readonly GatewayFixture _gateway = fixture.Reset();

    private const int MiB = 1024 * 1024;

    [Theory]
    [InlineData("application/x-ndjson")]
    [InlineData("text/csv; charset=utf-8; header=present")]
    public async Task A_batch_of_lines_may_be_larger_than_one_of_json_and_no_other_operation_takes_one(string type)
    {
        var key = await _gateway.CreateKeyAsync();
        var body = new ByteArrayContent(new byte[(32 * MiB) + 1]);
        body.Headers.TryAddWithoutValidation("Content-Type", type);
        var small = new ByteArrayContent([1]);
        small.Headers.TryAddWithoutValidation("Content-Type", type);

        Assert.Equal(HttpStatusCode.OK, (await SendAsync("POST", "/api/v1/batch?operation=void", key, body)).StatusCode);
        Assert.Equal((32 * MiB) + 1, _gateway.Backend.Arrivals.Single().BodyLength);
        await ProblemAssert.IsAsync(
            HttpStatusCode.UnsupportedMediaType, "unsupported_media_type", await SendAsync("POST", "/api/v1/passes", key, small));
    }

    [Theory]
    [InlineData("POST", "/api/v1/passes", MiB)]
    [InlineData("PUT", "/api/v1/templates/x/images/icon", 10 * MiB)]
    [InlineData("POST", "/api/v1/batch", 32 * MiB)]
    public async Task A_body_up_to_the_routes_limit_arrives_and_one_byte_more_is_413(string method, string path, int limit)
    {
        var key = await _gateway.CreateKeyAsync();

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(method, path, key, Json(limit))).StatusCode);
        Assert.Equal(limit, _gateway.Backend.Arrivals.Single().BodyLength);

        var rejected = await SendAsync(method, path, key, Json(limit + 1));
        var problem = await ProblemAssert.IsAsync(HttpStatusCode.RequestEntityTooLarge, "body_too_large", rejected);
        Assert.Contains(limit.ToString(), problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Single(_gateway.Backend.Arrivals);
    }

    [Fact]
    public async Task A_body_without_a_declared_length_is_counted_while_it_is_read()
    {
        var key = await _gateway.CreateKeyAsync();
        using var content = new StreamContent(new MemoryStream(new byte[2 * MiB]));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/passes") { Content = content };
        request.Headers.TransferEncodingChunked = true;
        request.Headers.Add("X-API-Key", key.Text);

        var response = await _gateway.Client.SendAsync(request);
        await ProblemAssert.IsAsync(HttpStatusCode.RequestEntityTooLarge, "body_too_large", response);
        Assert.Empty(_gateway.Backend.Arrivals);
    }

    [Fact]
    public async Task A_body_that_is_not_JSON_or_is_compressed_is_415()
    {
        var key = await _gateway.CreateKeyAsync();
        var compressed = Json(100);
        compressed.Headers.ContentEncoding.Add("gzip");

        foreach (var content in (HttpContent[])[new StringContent("<a/>", Encoding.UTF8, "application/xml"), new ByteArrayContent([1])])
        {
            await ProblemAssert.IsAsync(
                HttpStatusCode.UnsupportedMediaType, "unsupported_media_type", await SendAsync("POST", "/api/v1/passes", key, content));
        }

        await ProblemAssert.IsAsync(
            HttpStatusCode.UnsupportedMediaType, "unsupported_content_encoding",
            await SendAsync("POST", "/api/v1/passes", key, compressed));
        Assert.Empty(_gateway.Backend.Arrivals);
    }

    [Fact]
    public async Task Other_JSON_types_uploads_and_requests_without_a_body_are_accepted()
    {
        var key = await _gateway.CreateKeyAsync();
        var patch = new StringContent("{}", Encoding.UTF8, "application/merge-patch+json");
        var image = new ByteArrayContent([1]) { Headers = { ContentType = new("image/png") } };

        Assert.Equal(HttpStatusCode.OK, (await SendAsync("POST", "/api/v1/passes", key, patch)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("PUT", "/api/v1/templates/x/images/icon", key, image)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("POST", "/api/v1/passes/x/void", key, content: null)).StatusCode);
    }

    [Theory]
    [InlineData(414, 9_000, 0)]
    [InlineData(431, 0, 40_000)]
    [InlineData(401, 0, 20_000)]
    public async Task A_request_line_or_headers_that_are_too_long_are_rejected(int status, int queryLength, int tokenLength)
    {
        var answer = await RawHttp.SendAsync(
            _gateway.Port,
            $"GET /api/v1/passes?{new string('x', queryLength)} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" +
            $"Authorization: Bearer {new string('x', tokenLength)}\r\n\r\n");

        Assert.Equal([status], answer.Statuses);
    }

    private static StringContent Json(int length) => new($"\"{new string('x', length - 2)}\"", Encoding.UTF8, "application/json");

    private Task<HttpResponseMessage> SendAsync(string method, string path, TestKey key, HttpContent? content) =>
        _gateway.SendAsync(HttpMethod.Parse(method), path, key.Text, content);
}
