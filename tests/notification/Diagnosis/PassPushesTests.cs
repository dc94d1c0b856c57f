using System.Net;
using System.Text.Json;
using Passinstance.Notifications.Tests.Fixtures;
using Passinstance.Simulators.Apns;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.Notifications.Tests.Diagnosis;

/// <summary>What a diagnosis learns from this service about the pushes of a pass.</summary>
[Trait("Category", "Integration")]
public sealed class PassPushesTests(NotificationFixture fixture) : IClassFixture<NotificationFixture>
{
    [Theory]
    [InlineData(200, "", "accepted", true)]
    [InlineData(413, "PayloadTooLarge", "PayloadTooLarge", true)]
    [InlineData(410, "Unregistered", "Unregistered", false)]
    public async Task Apples_answer_to_the_last_push_is_known(int status, string reason, string result, bool isRegistered)
    {
        var tenant = await fixture.NewApnsTenantAsync();
        var pass = Guid.CreateVersion7();
        await tenant.RegisterAsync(pass);
        if (status != 200)
            tenant.Apns.AnswerNext(ApnsScript.Of(status, reason));

        await tenant.ChangeAsync(pass);

        var device = await EventuallyAsync(
            tenant, pass, one => one.GetProperty("devices") is var devices && devices.GetArrayLength() == 1 &&
            Member(devices[0], "pushResult").GetString() == result, result);
        Assert.Equal(isRegistered, device.GetProperty("devices")[0].GetProperty("isRegistered").GetBoolean());
        Assert.Equal(JsonValueKind.Null, Member(device, "apple").ValueKind);
    }

    [Fact]
    public async Task A_rejected_certificate_is_known_for_every_pass_of_its_type_and_to_its_organization_only()
    {
        var tenant = await fixture.NewApnsTenantAsync();
        var pass = Guid.CreateVersion7();
        await tenant.RegisterAsync(pass);
        tenant.Apns.AnswerNext(ApnsScript.Of(403, "BadCertificate"));

        await tenant.ChangeAsync(pass);

        var found = await EventuallyAsync(
            tenant, pass, one => Member(one, "apple").ValueKind == JsonValueKind.Object, "the pass type is suspended");
        Assert.Equal("BadCertificate", found.GetProperty("apple").Text("detail"));
        var other = await fixture.Service.ClientOf(Guid.CreateVersion7()).CallAsync(HttpMethod.Get, PathOf(tenant, pass));
        Assert.Equal(JsonValueKind.Null, Member(other, "apple").ValueKind);
        Assert.Equal(0, other.GetProperty("devices").GetArrayLength());
    }

    [Fact]
    public async Task It_needs_the_scope_that_reads_passes()
    {
        var tenant = await fixture.NewApnsTenantAsync();
        await fixture.Service.ClientOf(tenant.OrganizationId, "webhooks:read").CallAsync(
            HttpMethod.Get, PathOf(tenant, Guid.CreateVersion7()), null, HttpStatusCode.Forbidden);
        await fixture.Service.AnonymousClient().CallAsync(
            HttpMethod.Get, PathOf(tenant, Guid.CreateVersion7()), null, HttpStatusCode.Unauthorized);
    }

    // A member that is null is left out.
    private static JsonElement Member(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value : JsonElement.Parse("null");

    private static string PathOf(ApnsTenant tenant, Guid pass) =>
        $"/internal/passes/{pass}/pushes?passTypeIdentifier={tenant.PassType}&issuerId=1";

    private static async Task<JsonElement> EventuallyAsync(ApnsTenant tenant, Guid pass, Func<JsonElement, bool> condition, string what)
    {
        JsonElement found = default;
        await Eventually.TrueAsync(
            async cancellationToken => condition(found = await tenant.Api.CallAsync(
                HttpMethod.Get, PathOf(tenant, pass), cancellationToken: cancellationToken)),
            NotificationFixture.Deadline, what);
        return found;
    }
}
