using Passinstance.Messaging.Bus;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Passes.Retention;

internal static class RetentionServices
{
    internal static void AddRetentionSettings(this MessagingBuilder messaging) =>
        messaging.AddEventMapper<RetentionSettings, RetentionDomainEvent, RetentionEventMapper>();

    internal static void MapRetention(this IEndpointRouteBuilder routes)
    {
        routes.MapGroup("/api/v1/retention").RequireScope(Scopes.OrganizationsRead).MapGet("/", GetRetention.HandleAsync);
        routes.MapGroup("/api/v1/retention").RequireScope(Scopes.OrganizationsWrite).MapPut("/", UpdateRetention.HandleAsync);
    }
}
