using Passinstance.Messaging.Bus;
using Passinstance.ServiceDefaults;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.Templates.Persistence;
using Passinstance.Templates.Templates;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddInternalIdentity();
builder.AddMessaging<TemplatesDbContext>("template", messaging => messaging.Announce<Template, TemplateAnnouncer>());

var app = builder.Build();
if (await app.MigrateIfAskedAsync<TemplatesDbContext>(args))
    return;

app.UseServiceDefaults();
app.UseAuthentication();
app.UseAuthorization();
app.MapTemplates();
await app.RunAsync();

/// <summary>Named so that tests can host the service.</summary>
public partial class Program;
