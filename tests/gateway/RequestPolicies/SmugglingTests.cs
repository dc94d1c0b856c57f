using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Passinstance.Gateway.Tests.Fixtures;

namespace Passinstance.Gateway.Tests.RequestPolicies;

/// <summary>Request smuggling: a service receives at most the one request that the gateway has checked.</summary>
[Trait("Category", "Integration")]
public sealed class SmugglingTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private readonly GatewayFixture _gateway = fixture.Reset();

    private const string Hidden = "GET /api/v1/hidden HTTP/1.1\r\nHost: localhost\r\nX-Hidden: 1\r\n\r\n";

    // Each request has an end that can be read in two ways, with another request behind one of them.
    private static readonly (string Name, string Request)[] Attacks =
    [
        ("CL.TE", Post("Content-Length: 6\r\nTransfer-Encoding: chunked", "0\r\n\r\n" + Hidden)),
        ("TE.CL", Post("Transfer-Encoding: chunked\r\nContent-Length: 4", $"{Hidden.Length:x}\r\n{Hidden}\r\n0\r\n\r\n")),
        ("TE.TE, unknown coding", Post("Transfer-Encoding: xchunked\r\nContent-Length: 2", "{}" + Hidden)),
        ("TE.TE, two codings", Post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", "0\r\n\r\n" + Hidden)),
        ("TE.TE, chunked not last", Post("Transfer-Encoding: chunked, identity", "0\r\n\r\n" + Hidden)),
        ("TE with a tab", Post("Transfer-Encoding:\tchunked\r\nContent-Length: 6", "0\r\n\r\n" + Hidden)),
        ("TE with a vertical tab", Post("Transfer-Encoding: \vchunked\r\nContent-Length: 2", "{}" + Hidden)),
        ("TE with a space before the colon", Post("Transfer-Encoding : chunked\r\nContent-Length: 2", "{}" + Hidden)),
        ("TE in a folded header", Post("X-Folded: a\r\n Transfer-Encoding: chunked\r\nContent-Length: 2", "{}" + Hidden)),
        ("two lengths", Post("Content-Length: 2\r\nContent-Length: 60", "{}" + Hidden)),
        ("two lengths in one", Post("Content-Length: 2, 60", "{}" + Hidden)),
        ("negative length", Post("Content-Length: -2", "{}" + Hidden)),
        ("length in hexadecimal", Post("Content-Length: 0x2", "{}" + Hidden)),
        ("length beyond 64 bits", Post("Content-Length: 18446744073709551618", "{}" + Hidden)),
        ("chunk line ended by a bare LF", Post("Transfer-Encoding: chunked", "2\n{}\r\n0\r\n\r\n" + Hidden)),
        ("chunk extension with a bare LF", Post("Transfer-Encoding: chunked", "2;a\n{}\r\n0\r\n\r\n" + Hidden)),
        ("chunk extension with a bare CR", Post("Transfer-Encoding: chunked", "2;a\rb\r\n{}\r\n0\r\n\r\n" + Hidden)),
        (
            "chunk extension that hides a request",
            Post("Transfer-Encoding: chunked", $"2;\n{{}}\r\n{Hidden.Length:x}\r\n{Hidden}\r\n0\r\n\r\n")),
        ("chunk size that overflows", Post("Transfer-Encoding: chunked", "100000002\r\n{}\r\n0\r\n\r\n" + Hidden)),
        ("chunk size with a sign", Post("Transfer-Encoding: chunked", "+2\r\n{}\r\n0\r\n\r\n" + Hidden)),
        ("chunk longer than its size", Post("Transfer-Encoding: chunked", "1\r\n{}\r\n0\r\n\r\n" + Hidden)),
        ("NUL in a header name", Post("X-A\0: 1\r\nContent-Length: 2", "{}" + Hidden)),
        ("CR in a header value", Post("X-A: 1\rContent-Length: 60\r\nContent-Length: 2", "{}" + Hidden)),
        ("no Host", "GET /api/v1/passes HTTP/1.1\r\nX-API-Key: KEY\r\n\r\n" + Hidden),
        ("two Hosts", "GET /api/v1/passes HTTP/1.1\r\nHost: a\r\nHost: b\r\nX-API-Key: KEY\r\n\r\n" + Hidden),
    ];

    [Fact]
    public async Task A_request_whose_end_is_ambiguous_is_rejected_and_its_connection_closed()
    {
        var key = await _gateway.CreateKeyAsync();
        var failures = new List<string>();
        foreach (var (name, request) in Attacks)
        {
            var answer = await RawHttp.SendAsync(_gateway.Port, request.Replace("KEY", key.Text, StringComparison.Ordinal));
            if (answer.Statuses is not [400 or 501 or 413])
                failures.Add($"{name}: {answer.Text}");

            if (!answer.Closed)
                failures.Add($"{name}: the connection stays open.");

            if (_gateway.Backend.Arrivals.Any(IsHidden))
                failures.Add($"{name}: the hidden request arrived.");
        }

        Assert.True(failures.Count == 0, string.Join("\n", failures));
    }

    [Theory]
    [InlineData("2")]
    // Kestrel accepts the sign; only the number is forwarded.
    [InlineData("+2")]
    public async Task Bytes_after_a_request_are_a_request_of_their_own(string length)
    {
        var key = await _gateway.CreateKeyAsync();
        var answer = await RawHttp.SendAsync(
            _gateway.Port,
            Post($"Content-Length: {length}", "{}").Replace("KEY", key.Text, StringComparison.Ordinal) +
            "GET /api/v1/passes/behind HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        Assert.Equal([200, 401], answer.Statuses);
        var arrival = Assert.Single(_gateway.Backend.Arrivals);
        Assert.Equal(("/api/v1/passes", "2"), (arrival.Target, arrival.Headers["Content-Length"]));
    }

    [Fact]
    public async Task A_body_that_looks_like_a_request_is_forwarded_as_a_body()
    {
        var key = await _gateway.CreateKeyAsync();
        var request = Post($"Content-Length: {Hidden.Length}\r\nConnection: close", Hidden);
        var answer = await RawHttp.SendAsync(_gateway.Port, request.Replace("KEY", key.Text, StringComparison.Ordinal));

        Assert.Equal([200], answer.Statuses);
        Assert.Equal(Hidden.Length, Assert.Single(_gateway.Backend.Arrivals).BodyLength);
    }

    [Fact]
    public async Task A_client_that_never_finishes_its_headers_is_disconnected()
    {
        await using var gateway = await GatewayFixture.StartAsync(new() { ["Limits:RequestHeadersTimeout"] = "00:00:01" });
        var answer = await RawHttp.SendAsync(gateway.Port, "GET /api/v1/passes HTTP/1.1\r\nHost: local", TimeSpan.FromMinutes(1));
        Assert.True(answer.Closed);
        Assert.Equal([408], answer.Statuses);
    }

    [Fact]
    public async Task A_client_that_never_finishes_its_body_is_disconnected_and_its_request_reaches_no_service()
    {
        var limits = _gateway.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;
        Assert.Equal(240, limits.MinRequestBodyDataRate?.BytesPerSecond);
        Assert.Equal(TimeSpan.FromSeconds(5), limits.MinRequestBodyDataRate?.GracePeriod);
        // The same with a shorter grace period.
        await using var gateway = await GatewayFixture.StartAsync(configure: builder => builder.WebHost.ConfigureKestrel(
            kestrel => kestrel.Limits.MinRequestBodyDataRate = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(1.1))));
        var key = await gateway.CreateKeyAsync();
        var answer = await RawHttp.SendAsync(
            gateway.Port, Post("Content-Length: 1000", "{").Replace("KEY", key.Text, StringComparison.Ordinal), TimeSpan.FromMinutes(2));

        Assert.True(answer.Closed, answer.Text);
        Assert.True(answer.Statuses is [] or [408], answer.Text);
        Assert.Empty(gateway.Backend.Arrivals);
    }

    private static bool IsHidden(Arrival arrival) =>
        arrival.Headers.ContainsKey("X-Hidden") || arrival.Target.Contains("hidden", StringComparison.Ordinal);

    private static string Post(string framing, string body) =>
        $"POST /api/v1/passes HTTP/1.1\r\nHost: localhost\r\nX-API-Key: KEY\r\nContent-Type: application/json\r\n{framing}\r\n\r\n{body}";
}
