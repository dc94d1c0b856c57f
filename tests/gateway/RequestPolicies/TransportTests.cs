using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Passinstance.Gateway.Tests.Fixtures;

namespace Passinstance.Gateway.Tests.RequestPolicies;

/// <summary>Charsets, header bytes, forms and queries that no program sends on purpose: always a 4xx that says what is wrong.</summary>
[Trait("Category", "Integration")]
public sealed class TransportTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private readonly GatewayFixture _gateway = fixture.Reset();

    [Theory]
    [InlineData("/api/v1/passes", "application/json; charset=utf-7")]
    [InlineData("/api/v1/passes", "application/json; charset=nonsense")]
    [InlineData("/api/v1/passes", "application/json; charset=\"utf-16\"")]
    [InlineData("/api/v1/passes", "application/json; charset=")]
    [InlineData("/api/v1/passes", "application/json; charset=utf-8; charset=utf-16")]
    [InlineData("/api/v1/passes", "nonsense")]
    [InlineData("/oauth/token", "application/x-www-form-urlencoded; charset=utf-7")]
    [InlineData("/oauth/revoke", "application/x-www-form-urlencoded; charset=nonsense")]
    [InlineData("/p/t/link", "application/x-www-form-urlencoded; charset=nonsense")]
    [InlineData("/wallet/apple/org/v1/log", "application/json; charset=nonsense")]
    [InlineData("/nowhere", "application/json; charset=nonsense")]
    public async Task A_charset_other_than_utf_8_is_415(string path, string type)
    {
        var key = await _gateway.CreateKeyAsync();
        using var content = new ByteArrayContent("{}"u8.ToArray());
        Assert.True(content.Headers.TryAddWithoutValidation("Content-Type", type));
        await ProblemAssert.IsAsync(
            HttpStatusCode.UnsupportedMediaType, "unsupported_media_type",
            await _gateway.SendAsync(HttpMethod.Post, path, key.Text, content));
        Assert.Empty(_gateway.Backend.Arrivals);
    }

    [Theory]
    [InlineData("application/json; charset=UTF-8")]
    [InlineData("application/json; charset=\"utf-8\"")]
    [InlineData("application/json;charset=us-ascii")]
    [InlineData("application/json; charset=UTF8")]
    [InlineData("application/json; charset=\"utf8\"; v=1")]
    [InlineData("application/json;")]
    [InlineData("application/problem+json")]
    public async Task Utf_8_is_accepted_in_every_spelling_and_passed_on_in_one(string type)
    {
        var key = await _gateway.CreateKeyAsync();
        using var content = new ByteArrayContent("{}"u8.ToArray());
        Assert.True(content.Headers.TryAddWithoutValidation("Content-Type", type));
        Assert.Equal(HttpStatusCode.OK, (await _gateway.SendAsync(HttpMethod.Post, "/api/v1/passes", key.Text, content)).StatusCode);
    }

    [Theory]
    [InlineData("User-Agent: Caf\u00C3\u00A9/1.0")]
    [InlineData("User-Agent: Caf\u00E9/1.0")]
    [InlineData("Cookie: name=\u00E4\u00F6\u00FC\u00FF")]
    [InlineData("X-Custom: \u0080\u009F\u00FE")]
    [InlineData("Idempotency-Key: cl\u00E9")]
    [InlineData("Accept-Language: \u00E9")]
    [InlineData("Referer: https://example.com/caf\u00C3\u00A9")]
    public async Task A_header_that_is_not_ASCII_reaches_the_service_as_it_was_sent(string header)
    {
        var key = await _gateway.CreateKeyAsync();
        var answer = await RawHttp.SendAsync(
            _gateway.Port,
            $"GET /api/v1/passes HTTP/1.1\r\nHost: localhost\r\nX-API-Key: {key.Text}\r\n{header}\r\nConnection: close\r\n\r\n");

        Assert.Equal([200], answer.Statuses);
        var parts = header.Split(": ", 2);
        Assert.Equal(parts[1], Assert.Single(_gateway.Backend.Arrivals).Headers[parts[0]]);
    }

    [Fact]
    public async Task A_credential_that_is_not_ASCII_is_401()
    {
        foreach (var header in (string[])["X-API-Key: pi_test_\u00E9", "Authorization: Bearer \u00C3\u00A9", "Authorization: Basic \u00E9"])
        {
            var answer = await RawHttp.SendAsync(
                _gateway.Port, $"GET /api/v1/passes HTTP/1.1\r\nHost: localhost\r\n{header}\r\nConnection: close\r\n\r\n");
            Assert.Equal([401], answer.Statuses);
        }
    }

    [Theory]
    [InlineData("grant_type=client_credentials&client_id=%00&client_secret=x")]
    [InlineData("grant_type=%00")]
    [InlineData("grant_type=client_credentials&scope=%00&client_id=cli_x&client_secret=x")]
    [InlineData("many")]
    [InlineData("multipart")]
    [InlineData("long")]
    public async Task A_form_that_cannot_be_read_is_a_4xx_of_OAuth(string body)
    {
        foreach (var path in (string[])["/oauth/token", "/oauth/revoke"])
        {
            using HttpContent content = body switch
            {
                "many" => Form(string.Join('&', Enumerable.Range(0, 1500).Select(i => $"a{i}=1"))),
                "long" => Form("grant_type=" + new string('x', 12_000)),
                "multipart" => Multipart(),
                _ => Form(body),
            };
            var response = await _gateway.SendAsync(HttpMethod.Post, path, apiKey: null, content);
            Assert.True((int)response.StatusCode is 400 or 401, $"{path}: {(int)response.StatusCode}");
            Assert.Contains("\"error\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("POST", "/oauth/token?grant_type=client_credentials", "?grant_type")]
    [InlineData("POST", "/oauth/revoke?token=x", "?token")]
    [InlineData("GET", "/.well-known/jwks.json?page=2", "?page")]
    public async Task An_unknown_query_parameter_of_the_gateways_own_endpoints_is_422(string method, string path, string pointer)
    {
        using var content = method == "POST" ? Form("grant_type=client_credentials") : null;
        var problem = await ProblemAssert.IsAsync(
            HttpStatusCode.UnprocessableEntity, "invalid_request", await _gateway.SendAsync(new HttpMethod(method), path, null, content));
        var error = Assert.Single(problem.GetProperty("errors").EnumerateArray());
        Assert.Equal((pointer, "unknown_parameter"), (error.GetProperty("pointer").GetString(), error.GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData("/api/v1/passes")]
    [InlineData("/api/v1/templates")]
    [InlineData("/p/link/apple")]
    [InlineData("/p/link/google")]
    [InlineData("/.well-known/jwks.json")]
    [InlineData("/docs")]
    public async Task HEAD_reaches_what_GET_reaches(string path)
    {
        var key = await _gateway.CreateKeyAsync();
        var response = await _gateway.SendAsync(HttpMethod.Head, path, key.Text);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        Assert.All(_gateway.Backend.Arrivals, arrival => Assert.Equal("HEAD", arrival.Method));
    }

    [Fact]
    public async Task A_wrong_method_names_the_right_ones()
    {
        var response = await _gateway.SendAsync(HttpMethod.Delete, "/oauth/token");
        var problem = await ProblemAssert.IsAsync(HttpStatusCode.MethodNotAllowed, "method_not_allowed", response);
        Assert.Contains("POST", problem.GetProperty("message").GetString()!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pi_test_abc", "Write Bearer before the key")]
    [InlineData("Basic cGk6eA==", "must be Bearer")]
    [InlineData("Bearer ", "has no credential")]
    public async Task A_credential_in_the_wrong_form_is_explained(string authorization, string expected)
    {
        var response = await _gateway.GetAsync("/api/v1/passes", apiKey: null, ("Authorization", authorization));
        var problem = await ProblemAssert.IsAsync(HttpStatusCode.Unauthorized, "unauthorized", response);
        Assert.Contains(expected, problem.GetProperty("message").GetString()!, StringComparison.Ordinal);
    }

    private static ByteArrayContent Form(string body)
    {
        var content = new ByteArrayContent(Encoding.ASCII.GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
        return content;
    }

    private static ByteArrayContent Multipart()
    {
        var content = new ByteArrayContent("--x\r\nbroken"u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=y");
        return content;
    }
}
