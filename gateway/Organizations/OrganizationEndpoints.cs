using Passinstance.Gateway.RequestPolicies;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Gateway.Organizations;

/// <summary>The routes of the caller's organization, which work also while it is suspended.</summary>
internal static class OrganizationEndpoints
{
    public static void MapOrganizations(this IEndpointRouteBuilder endpoints)
    {
        var organizations = endpoints.MapOwn("/api/v1/organizations");
        organizations.MapGet("/", ListOrganizations.HandleAsync).WithMetadata(Read);
        organizations.MapPost("/", CreateOrganization.HandleAsync).WithMetadata(Write with { PeopleOnly = true });
        organizations.MapGet("/{id}", GetOrganization.HandleAsync).WithMetadata(Read);
        organizations.MapPut("/{id}", UpdateOrganization.HandleAsync).WithMetadata(Write);
        organizations.MapPost("/{id}/suspend", SuspendOrganization.HandleAsync).WithMetadata(Write);
        organizations.MapPost("/{id}/resume", ResumeOrganization.HandleAsync).WithMetadata(Write);
        organizations.MapDelete("/{id}", DeleteOrganization.HandleAsync).WithMetadata(Write);
    }

    private static RoutePolicy Read => RoutePolicy.For(Scopes.OrganizationsRead, "read") with { WorksSuspended = true };

    private static RoutePolicy Write => RoutePolicy.For(Scopes.OrganizationsWrite, "write") with { WorksSuspended = true };
}
