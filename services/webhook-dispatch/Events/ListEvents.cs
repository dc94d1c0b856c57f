using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Paging;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Webhooks.Persistence;

namespace Passinstance.Webhooks.Events;

/// <summary>
/// The events of the last 30 days, newest first. With <c>order=asc</c> it is a feed: a client reads to the end and asks again with the last
/// cursor, which every page carries.
/// </summary>
/// <remarks>
/// Ids and times are set before a commit, so a reader that remembers the last of either misses what commits late. Therefore the order is
/// the number of the writing transaction, and an event is listed once every transaction with a lower number has ended.
/// </remarks>
internal static class ListEvents
{
    internal static async Task<Results<Ok<Page<EventResponse>>, Problem>> HandleAsync(
        string? type, string? order, int? limit, string? cursor, ClaimsPrincipal caller, WebhooksDbContext db, SecretBox box,
        CancellationToken cancellationToken)
    {
        if (PageRequest.TryRead(limit, null, out var problem) is not { } page)
            return problem!;
        if (order is not (null or "asc" or "desc"))
            return Problem.Invalid("?order", "unknown_order", "order must be asc or desc.");
        if (type is not null && !EventPattern.IsKnown(type))
        {
            return Problem.Invalid(
                "?type", "unknown_event",
                $"There is no event '{type}'. Events are: {string.Join(", ", PublicEventTypes.Names)}; pass.* means all of a kind.");
        }

        var state = await db.ReadFeedStateAsync(cancellationToken);
        var position = cursor is not null && FeedPosition.TryDecode(cursor) is { } given
            ? await db.PlaceAsync(given, state, cancellationToken)
            : null;
        if (cursor is not null && position is null)
            return Problem.Invalid(
                "?cursor", "invalid_cursor", "cursor must be a nextCursor of this list, unchanged. Leave it out to start anew.");

        var ascending = order == "asc";
        var query = db.CompletedEvents(caller.OrganizationId);
        if (type is not null)
        {
            var names = EventPattern.NamesOf([type]);
            query = query.Where(e => names.Contains(e.Type));
        }

        if (position is { } at)
        {
            var (transactionId, eventId) = (at.TransactionId, at.EventId);
            query = ascending
                ? query.Where(
                    e => EF.Functions.GreaterThan(ValueTuple.Create(e.TransactionId, e.Id), ValueTuple.Create(transactionId, eventId)))
                : query.Where(
                    e => EF.Functions.LessThan(ValueTuple.Create(e.TransactionId, e.Id), ValueTuple.Create(transactionId, eventId)));
        }

        query = ascending
            ? query.OrderBy(e => e.TransactionId).ThenBy(e => e.Id)
            : query.OrderByDescending(e => e.TransactionId).ThenByDescending(e => e.Id);
        var shown = new List<RecordedEvent>(page.Limit);
        var (bytes, hasMore) = (0L, false);
        await foreach (var recorded in query.Take(page.Limit + 1).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            bytes += recorded.Payload.Length;
            if (hasMore = shown.Count == page.Limit || (shown.Count > 0 && bytes > PageRequest.MaximumBytes))
                break;
            shown.Add(recorded);
        }

        var last = shown.Count > 0 ? new FeedPosition(shown[^1].TransactionId, shown[^1].Id, state.Restore).Encode() : cursor;
        var data = shown.ConvertAll(recorded => EventPayload.ToShow(recorded, caller, box));
        return TypedResults.Ok(new Page<EventResponse>(data, hasMore, hasMore || ascending ? last : null));
    }
}
