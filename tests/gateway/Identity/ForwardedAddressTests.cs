using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Gateway.Tests.Identity;

/// <summary>A service believes the client address of a request only when the gateway has forwarded it.</summary>
[Trait("Category", "Integration")]
public sealed class ForwardedAddressTests : IDisposable
{
    private const string Client = "203.0.113.9";
    private const string Connection = "127.0.0.1";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose() => _key.Dispose();

    [Theory]
    [InlineData(Client)]
    [InlineData("2001:db8::9")]
    public async Task A_request_with_the_gateways_token_comes_from_the_address_it_names(string address)
    {
        await using var service = await ProtectedService.StartAsync(_key.ExportSubjectPublicKeyInfoPem());

        Assert.Equal(address, await AddressAsync(service, TokenOf(_key), address));
        // Also when the token was seen before, and for another client.
        Assert.Equal("198.51.100.1", await AddressAsync(service, TokenOf(_key), "198.51.100.1"));
    }

    [Theory]
    [InlineData("no token")]
    [InlineData("an empty token")]
    [InlineData("a token of another key")]
    [InlineData("an expired token")]
    [InlineData("a caller's token")]
    [InlineData("two tokens")]
    public async Task Who_reaches_a_service_directly_cannot_choose_an_address(string attempt)
    {
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var service = await ProtectedService.StartAsync(_key.ExportSubjectPublicKeyInfoPem());
        var token = attempt switch
        {
            "no token" => null,
            "an empty token" => "",
            "a token of another key" => TokenOf(stranger),
            "an expired token" => TokenOf(_key, age: InternalToken.Lifetime + TimeSpan.FromSeconds(10)),
            "a caller's token" => new InternalTokenIssuer(_key.ExportPkcs8PrivateKeyPem(), TimeProvider.System).Issue(
                new InternalCaller(Guid.CreateVersion7(), "key_01jd8zk3m5f6qv0s3w2x4y5z6a", "test", []), "req-1"),
            "two tokens" => $"{TokenOf(_key)}, {TokenOf(_key)}",
            _ => throw new ArgumentOutOfRangeException(nameof(attempt), attempt, "No such attempt."),
        };

        Assert.Equal(Connection, await AddressAsync(service, token, Client));
    }

    [Theory]
    [InlineData($"{Client}, 198.51.100.1")]
    [InlineData("unknown")]
    [InlineData("")]
    public async Task What_is_no_address_leaves_that_of_the_connection(string forwarded)
    {
        await using var service = await ProtectedService.StartAsync(_key.ExportSubjectPublicKeyInfoPem());

        Assert.Equal(Connection, await AddressAsync(service, TokenOf(_key), forwarded));
    }

    [Fact]
    public async Task The_gateways_token_is_no_credential()
    {
        await using var service = await ProtectedService.StartAsync(_key.ExportSubjectPublicKeyInfoPem());

        Assert.Equal(HttpStatusCode.Unauthorized, (await service.GetAsync("/who", TokenOf(_key))).StatusCode);
    }

    private static string TokenOf(ECDsa key, TimeSpan age = default) => new InternalTokenIssuer(
        key.ExportPkcs8PrivateKeyPem(), new FakeTimeProvider(DateTimeOffset.UtcNow - age)).IssueForGateway();

    // The service reads neither header itself.
    private static async Task<string?> AddressAsync(ProtectedService service, string? gatewayToken, string forwarded)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/address");
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", forwarded);
        if (gatewayToken is not null)
            request.Headers.TryAddWithoutValidation(InternalToken.GatewayHeader, gatewayToken);
        using var response = await service.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var seen = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(0, seen.GetProperty("headers").GetInt32());
        return seen.GetProperty("address").GetString();
    }
}
