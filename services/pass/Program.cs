using Passinstance.Messaging.Bus;
using Passinstance.Passes.Passes;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.Rendering;
using Passinstance.Passes.SigningIdentities;
using Passinstance.Passes.Templates;
using Passinstance.ServiceDefaults;
using Passinstance.ServiceDefaults.Identity;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddInternalIdentity();
builder.AddSecretBox();
builder.AddMessaging<PassesDbContext>("pass", messaging =>
{
    messaging.Announce<Pass, PassAnnouncer>();
    messaging.Hear<TemplateCreatedConsumer>();
});
builder.AddTemplateClient();
builder.Services.AddSingleton<PassSecret>();
builder.Services.AddSingleton<PassPresenter>();
builder.Services.AddSingleton<PassRenderer>();
builder.Services.AddSingleton<PreparedTemplates>();
builder.Services.AddScoped<PassTemplates>();
builder.Services.AddScoped<SigningIdentityStore>();

var app = builder.Build();
if (await app.MigrateIfAskedAsync<PassesDbContext>(args))
    return;

app.UseServiceDefaults();
app.UseAuthentication();
app.UseAuthorization();
app.MapPasses();
await app.RunAsync();

/// <summary>Named so that tests can host the service.</summary>
public partial class Program;
