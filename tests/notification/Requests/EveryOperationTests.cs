using System.Net;
using System.Text.Json;
using Passinstance.Notifications.Tests.Fixtures;
using Passinstance.Testing.Services;

namespace Passinstance.Notifications.Tests.Requests;

/// <summary>Rules that hold for every operation of push notifications in the API's document.</summary>
[Trait("Category", "Integration")]
public sealed class EveryOperationTests(NotificationFixture fixture) : IClassFixture<NotificationFixture>
{
    public static TheoryData<string, string> All { get; } =
        [.. ApiOperations.Of("push-notifications").Select(operation => (operation.Method, operation.Path))];

    [Theory]
    [MemberData(nameof(All))]
    public async Task An_unknown_query_parameter_and_an_unknown_charset_are_rejected(string method, string path)
    {
        var client = fixture.Service.ClientOf(Guid.CreateVersion7());
        var address = new ApiOperation(method, path, false).With("x");

        using var queried = await client.SendAsync(new(new(method), address + "?unknown_one=1"));
        var problem = JsonElement.Parse(await queried.Content.ReadAsStringAsync());
        Assert.Equal(
            (HttpStatusCode.UnprocessableEntity, "?unknown_one", "unknown_parameter"),
            (queried.StatusCode, problem.Pointers().Single(), problem.GetProperty("errors")[0].Text("code")));

        if (method == "GET")
            return;
        using var request = new HttpRequestMessage(new(method), address) { Content = new ByteArrayContent("{}"u8.ToArray()) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json; charset=nonsense");
        using var encoded = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, encoded.StatusCode);
    }
}
