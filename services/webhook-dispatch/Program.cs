using Passinstance.Webhooks;
using Passinstance.Webhooks.Persistence;
using Passinstance.Messaging.Bus;

await using var app = WebhookDispatchHost.Build(args);
if (!await app.RunCommandAsync<WebhooksDbContext>(args))
    await app.RunAsync();
