using Passinstance.Contracts.V1;
using Passinstance.Messaging.Bus;
using Passinstance.ServiceDefaults;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.Webhooks.Deliveries;
using Passinstance.Webhooks.Events;
using Passinstance.Webhooks.Persistence;
using Passinstance.Webhooks.Receivers;
using Passinstance.Webhooks.Sending;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddInternalIdentity();
builder.AddSecretBox();
builder.AddOutbound();
builder.AddMessaging<WebhooksDbContext>("webhook-dispatch", messaging =>
{
    messaging.Hear<PublicEventConsumer<TemplateCreated>>();
    messaging.Hear<PublicEventConsumer<PassCreated>>();
    messaging.Hear<PublicEventConsumer<PassUpdated>>();
});
builder.Services.AddSingleton<DeliveryStore>();
builder.Services.AddSingleton<DeliverySignal>();
builder.Services.AddSingleton<WebhookSender>();
builder.Services.AddHostedService<DeliveryWorker>();

var app = builder.Build();
if (await app.MigrateIfAskedAsync<WebhooksDbContext>(args))
    return;

app.UseServiceDefaults();
app.UseAuthentication();
app.UseAuthorization();
app.MapReceivers();
await app.RunAsync();

/// <summary>Named so that tests can host the service.</summary>
public partial class Program;
