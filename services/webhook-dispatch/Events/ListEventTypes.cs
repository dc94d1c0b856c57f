using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.ServiceDefaults.Paging;

namespace Passinstance.Webhooks.Events;

internal static class ListEventTypes
{
    internal static Ok<Page<EventTypeResponse>> Handle() =>
        TypedResults.Ok(new Page<EventTypeResponse>(EventTypeResponse.All, HasMore: false, NextCursor: null));
}
