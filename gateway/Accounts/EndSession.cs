using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.SignIn.Sessions;
using Passinstance.Persistence.Transactions;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Accounts;

internal static class EndSession
{
    public static async Task<Results<NoContent, Problem>> HandleAsync(
        string id, HttpContext context, SessionStore sessions, UnitOfWork work, CancellationToken cancellationToken)
    {
        var caller = Caller.Of(context);
        await using var transaction = await work.BeginAsync(cancellationToken);
        if (!TypeId.TryParse(IdPrefixes.Session, id, out var sessionId) ||
            !await sessions.EndAsync(caller.Person!.UserId, sessionId, cancellationToken))
        {
            return Problem.NotFound("session", id);
        }

        await transaction.CommitAsync(cancellationToken);
        sessions.ForgetGrants();
        return TypedResults.NoContent();
    }
}
