using Passinstance.Gateway.RequestPolicies;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Gateway.Members;

/// <summary>The routes of the people in the caller's organization.</summary>
internal static class MemberEndpoints
{
    public static void MapMembers(this IEndpointRouteBuilder endpoints)
    {
        var members = endpoints.MapOwn("/api/v1/members");
        members.MapGet("/", ListMembers.HandleAsync).WithMetadata(RoutePolicy.For(Scopes.MembersRead, "read"));
        members.MapPut("/{id}", UpdateMember.HandleAsync).WithMetadata(RoutePolicy.For(Scopes.MembersWrite, "write"));
        members.MapDelete("/{id}", RemoveMember.HandleAsync).WithMetadata(RoutePolicy.For(Scopes.MembersWrite, "write"));
    }
}
