using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Passinstance.Gateway.Tests.Running;

namespace Passinstance.Gateway.Tests.Requests;

public sealed class BodyTests
{
    private const int MiB = 1024 * 1024;

    [Theory]
    [InlineData("POST", "/api/v1/passes", MiB)]
    [InlineData("PUT", "/api/v1/templates/x/images/icon", 10 * MiB)]
    [InlineData("POST", "/api/v1/batch", 32 * MiB)]
    public async Task A_body_up_to_the_routes_limit_arrives_and_one_byte_more_is_413(string method, string path, int limit)
    {
        await using var gateway = await RunningGateway.StartAsync();
        var key = await gateway.CreateKeyAsync();

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(gateway, method, path, key, Json(limit))).StatusCode);
        Assert.Equal(limit, gateway.Backend.Arrivals.Single().BodyLength);

        var problem = await ProblemAssert.IsAsync(HttpStatusCode.RequestEntityTooLarge, "body_too_large", await SendAsync(gateway, method, path, key, Json(limit + 1)));
        Assert.Contains(limit.ToString(), problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Single(gateway.Backend.Arrivals);
    }

    [Fact]
    public async Task A_body_without_a_declared_length_is_counted_while_it_comes()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var key = await gateway.CreateKeyAsync();
        using var content = new StreamContent(new MemoryStream(new byte[2 * MiB])) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/passes") { Content = content, Headers = { TransferEncodingChunked = true } };
        request.Headers.Add("X-API-Key", key.Text);

        await ProblemAssert.IsAsync(HttpStatusCode.RequestEntityTooLarge, "body_too_large", await gateway.Client.SendAsync(request));
        Assert.Empty(gateway.Backend.Arrivals);
    }

    [Fact]
    public async Task A_body_of_another_kind_is_415()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var key = await gateway.CreateKeyAsync();

        await ProblemAssert.IsAsync(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type", await SendAsync(gateway, "POST", "/api/v1/passes", key, new StringContent("<a/>", Encoding.UTF8, "application/xml")));
        await ProblemAssert.IsAsync(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type", await SendAsync(gateway, "POST", "/api/v1/passes", key, new ByteArrayContent([1])));
        var zipped = Json(100);
        zipped.Headers.ContentEncoding.Add("gzip");
        await ProblemAssert.IsAsync(HttpStatusCode.UnsupportedMediaType, "unsupported_content_encoding", await SendAsync(gateway, "POST", "/api/v1/passes", key, zipped));
        Assert.Empty(gateway.Backend.Arrivals);

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(gateway, "POST", "/api/v1/passes", key, new StringContent("{}", Encoding.UTF8, "application/merge-patch+json"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(gateway, "PUT", "/api/v1/templates/x/images/icon", key, new ByteArrayContent([1]) { Headers = { ContentType = new("image/png") } })).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(gateway, "POST", "/api/v1/passes/x/void", key, content: null)).StatusCode);
    }

    [Fact]
    public async Task A_request_line_or_headers_beyond_all_reason_are_refused()
    {
        await using var gateway = await RunningGateway.StartAsync();
        Assert.Equal([414], (await RawHttp.SendAsync(gateway.Port, $"GET /api/v1/passes?{new string('x', 9000)} HTTP/1.1\r\nHost: localhost\r\n\r\n")).Statuses);
        Assert.Equal([431], (await RawHttp.SendAsync(gateway.Port, $"GET /api/v1/passes HTTP/1.1\r\nHost: localhost\r\nX-API-Key: {new string('x', 40_000)}\r\n\r\n")).Statuses);
        Assert.Equal([401], (await RawHttp.SendAsync(gateway.Port, $"GET /api/v1/passes HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {new string('x', 20_000)}\r\n\r\n")).Statuses);
    }

    private static StringContent Json(int length) => new($"\"{new string('x', length - 2)}\"", Encoding.UTF8, "application/json");

    private static Task<HttpResponseMessage> SendAsync(RunningGateway gateway, string method, string path, TestKey key, HttpContent? content) =>
        gateway.SendAsync(HttpMethod.Parse(method), path, key.Text, content);
}
