using Passinstance.Gateway.RequestPolicies;

namespace Passinstance.Gateway.Accounts;

/// <summary>The routes of a person's own account. A credential of a program has none.</summary>
internal static class AccountEndpoints
{
    public static void MapAccount(this IEndpointRouteBuilder endpoints)
    {
        var account = endpoints.MapOwn("/api/v1/account");
        account.MapGet("/", GetAccount.HandleAsync).WithMetadata(RoutePolicy.ForPeople("read"));
        account.MapGet("/sessions", ListSessions.HandleAsync).WithMetadata(RoutePolicy.ForPeople("read"));
        account.MapGet("/passkeys", ListPasskeys.HandleAsync).WithMetadata(RoutePolicy.ForPeople("read"));
        account.MapDelete("/passkeys/{id}", RemovePasskey.HandleAsync).WithMetadata(RoutePolicy.ForPeople("write"));
        account.MapDelete("/sessions/{id}", EndSession.HandleAsync).WithMetadata(RoutePolicy.ForPeople("write"));
    }
}
