using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Passinstance.Notifications;
using Passinstance.Passes;
using Passinstance.Templates;
using Passinstance.Webhooks;

namespace Passinstance.Architecture.Tests;

/// <summary>The services with all that they register. Nothing is started or connected.</summary>
internal static class UnstartedServices
{
    internal static WebApplication Build(string service) => service switch
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
            ["Services:Notification"] = "http://127.0.0.1:1",
        });
}
