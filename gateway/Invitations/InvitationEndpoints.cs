using Passinstance.Gateway.RequestPolicies;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Gateway.Invitations;

/// <summary>The routes of invitations to the caller's organization.</summary>
internal static class InvitationEndpoints
{
    public static void MapInvitations(this IEndpointRouteBuilder endpoints)
    {
        var invitations = endpoints.MapOwn("/api/v1/invitations");
        invitations.MapGet("/", ListInvitations.HandleAsync).WithMetadata(RoutePolicy.For(Scopes.MembersRead, "read"));
        invitations.MapPost("/", CreateInvitation.HandleAsync).WithMetadata(RoutePolicy.For(Scopes.MembersWrite, "write"));
        invitations.MapDelete("/{id}", RevokeInvitation.HandleAsync).WithMetadata(RoutePolicy.For(Scopes.MembersWrite, "write"));
    }
}
