using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Passinstance.Gateway.Accounts;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Persistence;
using Passinstance.Gateway.SignIn;
using Passinstance.Gateway.SignIn.Sessions;
using Passinstance.Gateway.SignIn.Steps;
using Passinstance.Persistence.Columns;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Administration;

/// <summary>
/// A link that signs a person in once: for the first owner, and for somebody who lost everything else. The person becomes a member of the
/// organization if it is none.
/// </summary>
internal static class CreateSignInLink
{
    /// <param name="OrganizationId">The organization.</param>
    /// <param name="Email">The person. Default: the organization's first owner.</param>
    /// <param name="Role">The role of a new member. Default: owner. A member keeps its role.</param>
    /// <param name="Operator">Whether the person becomes an operator of the deployment, too.</param>
    internal sealed record Request(string? OrganizationId, string? Email = null, string? Role = null, bool Operator = false);

    /// <param name="UserId">The person's id.</param>
    /// <param name="Email">The person's address.</param>
    /// <param name="Role">The person's role in the organization.</param>
    /// <param name="SignInUrl">Works once: it is shown once.</param>
    /// <param name="ExpiresAt">Until when.</param>
    internal sealed record Response(string UserId, string Email, string Role, string SignInUrl, DateTimeOffset ExpiresAt);

    public static async Task<Results<Created<Response>, Problem>> HandleAsync(
        Request request, GatewayDbContext db, SecretHasher hasher, IOptions<SignInOptions> options, DeploymentOptions deployment,
        TimeProvider time, CancellationToken cancellationToken)
    {
        var role = Role.Owner;
        if (request.Role is not null && !WireNames.TryParse(request.Role, out role))
        {
            return Problem.Invalid(
                "/role", "unknown_role", $"There is no role '{request.Role}'. The roles are: {string.Join(", ", WireNames.All<Role>())}.");
        }

        if (request.Email is not null && !User.IsEmail(request.Email))
            return Problem.Invalid("/email", "invalid_email", $"'{request.Email}' is not an e-mail address.",
                ("sent", request.Email ?? ""));
        if (!TypeId.TryParse(IdPrefixes.Organization, request.OrganizationId, out var organizationId) ||
            !await db.Organizations.AnyAsync(one => one.Id == organizationId && one.DeletedAt == null, cancellationToken))
        {
            return AdministrationProblems.OrganizationNotFound(request.OrganizationId);
        }

        if (await FindUserAsync(db, organizationId, request.Email, cancellationToken) is not { } user)
        {
            if (request.Email is null)
            {
                return Problem.Of(
                    StatusCodes.Status404NotFound, "not_found", "The organization has no owner yet. Name the first with --email.");
            }

            user = User.Create(request.Email, "", time);
            // The operator answers for the address.
            user.EmailConfirmed = true;
            db.Users.Add(user);
        }

        user.IsOperator |= request.Operator;
        var membership = await db.Memberships.SingleOrDefaultAsync(
            one => one.OrganizationId == organizationId && one.UserId == user.Id, cancellationToken);
        if (membership is null)
        {
            membership = Membership.Create(organizationId, user.Id, role, time);
            db.Memberships.Add(membership);
        }

        var token = SessionStore.NewToken();
        var link = SignInLink.Create(user.Id, hasher.Hash(token), options.Value.LinkLifetime, time);
        db.SignInLinks.Add(link);
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Created((string?)null, new Response(
            TypeId.Format(IdPrefixes.User, user.Id), user.Email!, WireNames.Of(membership.Role),
            $"{deployment.PublicUrl}{LinkStep.Path}?token={token}", link.ExpiresAt));
    }

    private static Task<User?> FindUserAsync(
        GatewayDbContext db, Guid organizationId, string? email, CancellationToken cancellationToken)
    {
        if (email is null)
        {
            return db.Memberships.Where(one => one.OrganizationId == organizationId && one.Role == Role.Owner)
                .OrderBy(one => one.CreatedAt).Join(db.Users, one => one.UserId, one => one.Id, (_, user) => user)
                .FirstOrDefaultAsync(cancellationToken);
        }

        var normalized = User.Normalize(email);
        return db.Users.SingleOrDefaultAsync(one => one.NormalizedEmail == normalized, cancellationToken);
    }
}
