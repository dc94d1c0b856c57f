using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.Messaging.Bus;
using Passinstance.Notifications;
using Passinstance.Passes;
using Passinstance.Templates;
using Passinstance.Webhooks;

namespace Passinstance.Architecture.Tests;

/// <summary>A role subscribes to the events that its service has consumers for.</summary>
[Trait("Category", "Unit")]
public sealed class TopologyTests
{
    public static TheoryData<string> Roles => ["template", "pass", "webhook-dispatch", "notification"];

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task A_service_is_subscribed_to_the_events_it_has_consumers_for(string role)
    {
        await using var app = Build(role);

        var subscriptions = app.Services.GetRequiredService<Subscriptions>();

        Assert.Equal(role, subscriptions.Queue);
        Assert.Equal(
            Topology.Roles.GetValueOrDefault(role, []).Select(type => type.Name).Order(StringComparer.Ordinal),
            subscriptions.Events.Select(type => type.Name).Order(StringComparer.Ordinal));
    }

    private static WebApplication Build(string role) => role switch
    {
        "template" => TemplateHost.Build([], Configure),
        "pass" => PassHost.Build([], Configure),
        "webhook-dispatch" => WebhookDispatchHost.Build([], Configure),
        _ => NotificationHost.Build([], Configure),
    };

    private static void Configure(WebApplicationBuilder builder) =>
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Postgres"] = "Host=127.0.0.1;Port=1;Database=none;Username=none;Password=none",
            ["ConnectionStrings:RabbitMq"] = "amqp://none:none@127.0.0.1:1/none",
            ["Deployment:Environment"] = "local",
            ["Deployment:PublicUrl"] = "http://wallet.test",
            ["InternalIdentity:PublicKeys:0"] = "unused",
            ["Encryption:CurrentKey"] = "k1",
            ["Encryption:Keys:k1"] = Convert.ToBase64String(new byte[32]),
            ["EventEncryption:CurrentKey"] = "k1",
            ["EventEncryption:Keys:k1"] = Convert.ToBase64String(new byte[32]),
            ["ServiceCalls:CurrentKey"] = "k1",
            ["ServiceCalls:Keys:k1"] = Convert.ToBase64String(new byte[32]),
            ["Services:Template"] = "http://127.0.0.1:1",
        });
}
