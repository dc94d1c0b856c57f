using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.SignIn.Sessions;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Accounts;

internal static class EndSession
{
    public static async Task<Results<NoContent, Problem>> HandleAsync(
        string id, HttpContext context, SessionStore sessions, CancellationToken cancellationToken) =>
        TypeId.TryParse(IdPrefixes.Session, id, out var sessionId) &&
        await sessions.EndAsync(Caller.Of(context).Person!.UserId, sessionId, cancellationToken)
            ? TypedResults.NoContent()
            : Problem.NotFound("session", id);
}
