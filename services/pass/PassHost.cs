using Passinstance.Messaging.Bus;
using Passinstance.Passes.Analytics;
using Passinstance.Passes.AppleWallet;
using Passinstance.Passes.Batches;
using Passinstance.Passes.Bundles;
using Passinstance.Passes.Diagnosis;
using Passinstance.Passes.Erasures;
using Passinstance.Passes.GoogleWallet;
using Passinstance.Passes.HostedPages;
using Passinstance.Passes.Images;
using Passinstance.Passes.Passes;
using Passinstance.Passes.PassMessages;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.Rendering;
using Passinstance.Passes.Restores;
using Passinstance.Passes.Retention;
using Passinstance.Passes.TemplateRollouts;
using Passinstance.Passes.Templates;
using Passinstance.Persistence.Auditing;
using Passinstance.Persistence.Exports;
using Passinstance.Persistence.Idempotency;
using Passinstance.Security;
using Passinstance.Security.Links;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Json;

namespace Passinstance.Passes;

/// <summary>The service: its features and their routes. Tests host the same one.</summary>
internal static class PassHost
{
    internal static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        configure?.Invoke(builder);
        builder.AddServiceDefaults("pass");
        builder.AddInternalIdentity();
        builder.AddSecretBox();
        builder.AddOutbound();
        builder.AddEventLinks();
        builder.AddMessaging<PassesDbContext>("pass", messaging =>
        {
            messaging.AddTemplates();
            messaging.AddPasses();
            messaging.AddBatches();
            messaging.AddPassMessages();
            messaging.AddTemplateRollouts();
            messaging.AddAppleWallet();
            messaging.AddGoogleWallet();
            messaging.AddErasures();
            messaging.AddRetentionSettings();
        }, maxPoolSize: 25);
        builder.AddTemplates();
        builder.Services.AddRendering();
        builder.Services.AddImages();
        builder.Services.AddPasses();
        builder.Services.AddBatches();
        builder.Services.AddBundles();
        builder.Services.AddPassMessages();
        builder.Services.AddTemplateRollouts();
        builder.Services.AddAnalytics();
        builder.Services.AddAppleWallet();
        builder.Services.AddGoogleWallet();
        builder.Services.AddErasures();
        builder.Services.AddHostedPages();
        builder.Services.AddDiagnosis();
        builder.Services.AddPassRestores();
        builder.Services.Configure<JsonBodyOptions>(body =>
        {
            body.AllowMachineData("/barcodeMessage");
            body.AllowMachineData("/nfcMessage");
            body.AllowMachineData("/items/*/barcodeMessage");
            body.AllowMachineData("/items/*/nfcMessage");
        });

        var app = builder.Build();
        app.UseServiceDefaults();
        app.UseForwardedAddress();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseBodyValues();
        app.UseAuditLog();
        app.UseIdempotency();
        app.MapImages();
        app.MapPasses();
        app.MapBatches();
        app.MapBundles();
        app.MapAnalytics();
        app.MapTemplateRollouts();
        app.MapAppleWallet();
        app.MapGoogleWallet();
        app.MapErasures();
        app.MapRetention();
        app.MapHostedPages();
        app.MapAuditLog();
        app.MapExports();
        app.MapDeadLetters();
        app.MapDiagnosis();
        return app;
    }
}
