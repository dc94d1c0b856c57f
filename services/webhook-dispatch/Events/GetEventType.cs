using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Webhooks.Events;

internal static class GetEventType
{
    internal static Results<Ok<EventTypeResponse>, Problem> Handle(string type) =>
        EventTypeResponse.All.FirstOrDefault(known => known.Type == type) is { } found
            ? TypedResults.Ok(found)
            : Problem.NotFound("event type", type);
}
