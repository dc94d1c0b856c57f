using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Passinstance.Gateway.Accounts;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Mail;
using Passinstance.Gateway.Members;
using Passinstance.Gateway.Organizations;
using Passinstance.Gateway.Persistence;
using Passinstance.Gateway.SignIn;
using Passinstance.Gateway.SignIn.Sessions;
using Passinstance.Persistence.Columns;
using Passinstance.Persistence.Quotas;
using Passinstance.Persistence.Transactions;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.ServiceDefaults.Requests;

namespace Passinstance.Gateway.Invitations;

internal static class CreateInvitation
{
    /// <summary>Whom to invite, and as what.</summary>
    /// <param name="Email">The person's e-mail address.</param>
    /// <param name="Role">owner, admin, developer, marketing, scanner or viewer; none that has scopes which you do not have.</param>
    internal sealed record CreateInvitationRequest(string? Email, string? Role);

    /// <summary>An invitation with its link.</summary>
    /// <param name="Id">The invitation's id.</param>
    /// <param name="Email">Whom it is for.</param>
    /// <param name="Role">The role that the person gets.</param>
    /// <param name="InvitedBy">The person, key or client that invited.</param>
    /// <param name="CreatedAt">When it was made.</param>
    /// <param name="ExpiresAt">Until when its link works.</param>
    /// <param name="Url">The link, for the person alone: it works once and is shown only in this response.</param>
    /// <param name="Mail">Whether the link was sent to the person: sent, failed, or off where the deployment sends no mail.</param>
    internal sealed record CreatedInvitationResponse(
        string Id, string Email, string Role, string InvitedBy, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, string Url,
        string Mail);

    public static async Task<Results<Created<CreatedInvitationResponse>, Problem>> HandleAsync(
        CreateInvitationRequest request, HttpContext context, GatewayDbContext db, UnitOfWork work, SecretHasher hasher,
        Mailer mailer, DeploymentOptions deployment, IOptions<SignInOptions> options, IOptions<OrganizationQuotas> quotas,
        TimeProvider time, CancellationToken cancellationToken)
    {
        var caller = Caller.Of(context);
        var errors = new List<InvalidValue>();
        if (!User.IsEmail(request.Email))
        {
            errors.Add(new InvalidValue(
                "/email", request.Email is null ? "required" : "invalid_email", request.Email is null
                    ? "email is required."
                    : $"\"{SentValue.Shorten(request.Email)}\" is not an e-mail address such as name@example.com.",
                ("sent", SentValue.Shorten(request.Email ?? ""))));
        }

        if (!MemberRules.TryReadRole(request.Role, out var role, out var error))
            errors.Add(error!);
        if (errors.Count > 0)
            return Problem.Invalid(errors);
        if (MemberRules.CheckRole(caller, role) is { } problem)
            return problem;

        var normalized = User.Normalize(request.Email!);
        if (await db.Memberships.AnyAsync(
            member => member.OrganizationId == caller.OrganizationId &&
                db.Users.Any(user => user.Id == member.UserId && user.NormalizedEmail == normalized), cancellationToken))
        {
            return Problem.Conflict("already_member", "This person is a member of the organization. Change the role instead.");
        }

        await using var transaction = await work.BeginAsync(cancellationToken);
        await db.LockQuotaAsync(caller.OrganizationId, nameof(OrganizationQuotas.Invitations), cancellationToken);
        // The last link is the one that works.
        await db.Invitations
            .Where(one => one.OrganizationId == caller.OrganizationId && one.NormalizedEmail == normalized && one.AcceptedAt == null)
            .ExecuteDeleteAsync(cancellationToken);
        var (now, max) = (time.GetUtcNow(), quotas.Value.Invitations);
        if (await db.Invitations.CountAsync(
            one => one.OrganizationId == caller.OrganizationId && one.AcceptedAt == null && one.ExpiresAt > now, cancellationToken) >= max)
            return Quota.Exceeded("open invitations", max, nameof(OrganizationQuotas.Invitations));
        var token = SessionStore.NewToken();
        var invitation = Invitation.Create(
            caller.OrganizationId, request.Email!, role, hasher.Hash(token), caller.KeyId, options.Value.InvitationLifetime, time);
        db.Invitations.Add(invitation);
        await db.SaveChangesAsync(cancellationToken);
        var organization = await db.Organizations.Where(one => one.Id == caller.OrganizationId).Select(one => one.Name)
            .SingleAsync(cancellationToken);
        // The mail is not sent for an invitation that there is not.
        await transaction.CommitAsync(cancellationToken);
        var url = $"{deployment.PublicUrl}{InvitationStep.Path}?token={token}";
        var mail = await mailer.SendAsync(
            invitation.Email,
            new MailMessage(
                $"Invitation to {organization}", $"You are invited to {organization} on Passinstance, as {WireNames.Of(role)}.",
                "Accept the invitation", url,
                $"The link works until {invitation.ExpiresAt:yyyy-MM-dd HH:mm} UTC and is for you alone. If you do not expect it, ignore " +
                "this mail."),
            cancellationToken);
        var shown = InvitationResponse.From(invitation);
        return TypedResults.Created(
            (string?)null, new CreatedInvitationResponse(
                shown.Id, shown.Email, shown.Role, shown.InvitedBy, shown.CreatedAt, shown.ExpiresAt, url, WireNames.Of(mail)));
    }
}
