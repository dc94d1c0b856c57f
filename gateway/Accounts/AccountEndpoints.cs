using Passinstance.Gateway.RequestPolicies;

namespace Passinstance.Gateway.Accounts;

/// <summary>The routes of a person's own account. A credential of a program has none.</summary>
internal static class AccountEndpoints
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    public static void MapAccount(this IEndpointRouteBuilder endpoints)
    {
        var account = endpoints.MapGroup("/api/v1/account");
        account.WithRequestTimeout(Timeout);
        account.MapGet("/", GetAccount.HandleAsync).WithMetadata(RoutePolicy.ForPeople("read"));
        account.MapGet("/sessions", ListSessions.HandleAsync).WithMetadata(RoutePolicy.ForPeople("read"));
        account.MapDelete("/sessions/{id}", EndSession.HandleAsync).WithMetadata(RoutePolicy.ForPeople("write"));
    }
}
