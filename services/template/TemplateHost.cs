using System.Security.Claims;
using Passinstance.ExternalSigners;
using Passinstance.GoogleFederation;
using Passinstance.Messaging.Bus;
using Passinstance.Persistence.Auditing;
using Passinstance.Persistence.Exports;
using Passinstance.Persistence.Idempotency;
using Passinstance.Persistence.Quotas;
using Passinstance.Security;
using Passinstance.Security.Links;
using Passinstance.Security.ServiceCalls;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.Templates.Images;
using Passinstance.Templates.Persistence;
using Passinstance.Templates.Templates;
using Passinstance.Templates.WalletIdentities;

namespace Passinstance.Templates;

/// <summary>The service: its parts and its routes. Tests host the same one.</summary>
internal static class TemplateHost
{
    internal static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        configure?.Invoke(builder);
        builder.AddServiceDefaults("template");
        builder.AddInternalIdentity();
        builder.AddSecretBox();
        builder.AddOutbound();
        builder.AddExternalSigners();
        builder.AddGoogleFederation();
        builder.AddEventLinks();
        builder.AddServiceCalls();
        builder.AddMessaging<TemplatesDbContext>("template", messaging =>
        {
            messaging.AddEventMapper<Template, TemplateDomainEvent, TemplateEventMapper>();
            messaging.AddEventMapper<WalletIdentity, WalletIdentityDomainEvent, WalletIdentityEventMapper>();
        });
        builder.Services.AddTemplates();
        builder.Services.AddImages();
        builder.Services.AddWalletIdentities();
        var app = builder.Build();
        app.UseServiceDefaults();
        app.UseForwardedAddress();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseBodyValues();
        app.UseAuditLog();
        app.UseIdempotency();
        app.MapTemplates();
        app.MapWalletIdentities();
        app.MapAuditLog();
        app.MapExports();
        app.MapDeadLetters();
        app.MapQuotaUsage((ClaimsPrincipal caller, TemplateQuotas quotas, CancellationToken cancellationToken) =>
            quotas.ReadAsync(caller.OrganizationId, cancellationToken));
        return app;
    }
}
