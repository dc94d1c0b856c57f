using Passinstance.Messaging.Bus;
using Passinstance.Webhooks;
using Passinstance.Webhooks.Persistence;

return await ServiceCommand.RunAsync<WebhooksDbContext>(args, WebhookDispatchHost.Build);
