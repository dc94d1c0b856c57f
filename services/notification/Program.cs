using Passinstance.Messaging.Bus;
using Passinstance.Notifications.Contents;
using Passinstance.Notifications.Persistence;
using Passinstance.ServiceDefaults;
using Passinstance.ServiceDefaults.Identity;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddInternalIdentity();
builder.AddMessaging<NotificationsDbContext>("notification", messaging => messaging.Hear<WalletContentChangedConsumer>());

var app = builder.Build();
if (await app.MigrateIfAskedAsync<NotificationsDbContext>(args))
    return;

app.UseServiceDefaults();
app.UseAuthentication();
app.UseAuthorization();
await app.RunAsync();

/// <summary>Named so that tests can host the service.</summary>
public partial class Program;
