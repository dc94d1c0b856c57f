using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.Accounts;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Persistence;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Administration;

/// <summary>A person is no operator of the deployment any more, within 5 seconds; the account and its memberships stay.</summary>
internal static class RevokeOperator
{
    /// <param name="Email">The person.</param>
    internal sealed record Request(string? Email);

    /// <param name="UserId">The person's id.</param>
    /// <param name="Email">The person's address.</param>
    internal sealed record Response(string UserId, string Email);

    public static async Task<Results<Ok<Response>, Problem>> HandleAsync(
        Request request, GatewayDbContext db, CredentialCaches caches, CancellationToken cancellationToken)
    {
        if (!User.IsEmail(request.Email))
            return Problem.Invalid("/email", "invalid_email", $"'{request.Email}' is not an e-mail address.",
                ("sent", request.Email ?? ""));
        var normalized = User.Normalize(request.Email!);
        var user = await db.Users.SingleOrDefaultAsync(one => one.NormalizedEmail == normalized && one.IsOperator, cancellationToken);
        if (user is null)
        {
            return Problem.Of(
                StatusCodes.Status404NotFound, "not_found", $"No operator has the address {request.Email}. Nothing was changed.");
        }

        user.IsOperator = false;
        await db.SaveChangesAsync(cancellationToken);
        caches.Clear();
        return TypedResults.Ok(new Response(TypeId.Format(IdPrefixes.User, user.Id), user.Email!));
    }
}
