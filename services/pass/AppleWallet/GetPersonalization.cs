using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.AppleWallet;

/// <summary>The data that a holder entered to sign up.</summary>
/// <param name="Info">The data as Wallet sent it: name, email address, phone number, postal code.</param>
/// <param name="PersonalizedAt">When it was received.</param>
public sealed record PersonalizationResponse(JsonElement Info, DateTimeOffset PersonalizedAt);

internal static class GetPersonalization
{
    internal static async Task<Results<Ok<PersonalizationResponse>, Problem>> HandleAsync(
        string id, ClaimsPrincipal caller, PassesDbContext db, SecretBox box, CancellationToken cancellationToken)
    {
        var organizationId = caller.OrganizationId;
        if (!TypeId.TryParse(IdPrefixes.Pass, id, out var passId) ||
            await db.Personalizations.AsNoTracking()
                .SingleOrDefaultAsync(p => p.OrganizationId == organizationId && p.PassId == passId, cancellationToken) is not { } found)
            return Problem.NotFound("personalized pass", id);
        var info = JsonSerializer.Deserialize<JsonElement>(box.Open(Personalization.Purpose, organizationId, found.SealedInfo));
        return TypedResults.Ok(new PersonalizationResponse(info, found.PersonalizedAt));
    }
}
