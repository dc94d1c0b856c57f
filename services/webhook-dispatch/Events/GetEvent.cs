using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Webhooks.Persistence;

namespace Passinstance.Webhooks.Events;

internal static class GetEvent
{
    internal static async Task<Results<Ok<EventResponse>, Problem>> HandleAsync(
        string id, ClaimsPrincipal caller, WebhooksDbContext db, SecretBox box, CancellationToken cancellationToken)
    {
        var organizationId = caller.OrganizationId;
        return TypeId.TryParse(IdPrefixes.Event, id, out var eventId) &&
            await db.Events.AsNoTracking()
                .SingleOrDefaultAsync(e => e.OrganizationId == organizationId && e.Id == eventId, cancellationToken) is { } recorded
            ? TypedResults.Ok(EventPayload.ToShow(recorded, caller, box))
            : Problem.NotFound("event", id);
    }
}
