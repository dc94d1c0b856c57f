using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Json;
using Passinstance.ServiceDefaults.Paging;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Webhooks.Persistence;

namespace Passinstance.Webhooks.Events;

/// <summary>Place of an event in the feed.</summary>
internal readonly record struct FeedPosition(long TransactionId, Guid EventId)
{
    private const int Length = 24;

    internal string Encode()
    {
        Span<byte> bytes = stackalloc byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(bytes, TransactionId);
        EventId.TryWriteBytes(bytes[8..], bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }

    internal static FeedPosition? TryDecode(string cursor)
    {
        Span<byte> bytes = stackalloc byte[Length];
        return cursor.Length == 32 && Base64Url.TryDecodeFromChars(cursor, bytes, out var written) && written == Length
            ? new FeedPosition(BinaryPrimitives.ReadInt64BigEndian(bytes), new Guid(bytes[8..], bigEndian: true))
            : null;
    }
}

/// <summary>
/// What happened, 30 days back. Newest first by default; with <c>order=asc</c> it is a feed that a receiver reads to the end and asks again
/// with the last cursor, which every page carries.
/// </summary>
/// <remarks>
/// Ids and times are set before a commit, so a reader that remembers the last of either loses what commits late. The order here is the writing
/// transaction's number, and an event is shown once every transaction with a lower number has ended: nothing can appear behind a cursor.
/// </remarks>
internal static class EventFeed
{
    internal static async Task<Results<Ok<Page<EventResponse>>, Problem>> HandleAsync(
        string? type, string? order, int? limit, string? cursor, ClaimsPrincipal caller, WebhooksDbContext db, CancellationToken cancellationToken)
    {
        if (PageRequest.TryRead(limit, null, out var problem) is not { } page)
            return problem!;
        if (order is not (null or "asc" or "desc"))
            return Problem.Invalid("?order", "unknown_order", "order must be asc or desc.");
        if (type is not null && !EventPattern.IsKnown(type))
            return Problem.Invalid("?type", "unknown_event", $"There is no event '{type}'. Events are: {string.Join(", ", PublicEventTypes.Names)}; pass.* means all of a kind.");
        var position = cursor is null ? null : FeedPosition.TryDecode(cursor);
        if (cursor is not null && (position is null || !await IsOfThisDatabaseAsync(db, position.Value, cancellationToken)))
            return Problem.Invalid("?cursor", "invalid_cursor", "cursor must be a nextCursor of this list, unchanged. Leave it out to start anew.");

        var ascending = order == "asc";
        var query = Settled(db, caller.OrganizationId);
        if (type is not null)
        {
            var names = PublicEventTypes.Names.Where(name => EventPattern.Matches(type, name)).ToArray();
            query = query.Where(e => names.Contains(e.Type));
        }

        if (position is { } at)
        {
            var (transactionId, eventId) = (at.TransactionId, at.EventId);
            query = ascending
                ? query.Where(e => EF.Functions.GreaterThan(ValueTuple.Create(e.TransactionId, e.Id), ValueTuple.Create(transactionId, eventId)))
                : query.Where(e => EF.Functions.LessThan(ValueTuple.Create(e.TransactionId, e.Id), ValueTuple.Create(transactionId, eventId)));
        }

        query = ascending
            ? query.OrderBy(e => e.TransactionId).ThenBy(e => e.Id)
            : query.OrderByDescending(e => e.TransactionId).ThenByDescending(e => e.Id);
        var rows = await query.Take(page.Limit + 1).ToListAsync(cancellationToken);
        var shown = rows.Take(page.Limit).ToList();
        var more = rows.Count > page.Limit;
        var next = shown.Count > 0 && (more || ascending) ? new FeedPosition(shown[^1].TransactionId, shown[^1].Id).Encode() : ascending ? cursor : null;
        return TypedResults.Ok(new Page<EventResponse>([.. shown.Select(Show)], more, next));
    }

    internal static async Task<Results<Ok<EventResponse>, Problem>> GetAsync(string id, ClaimsPrincipal caller, WebhooksDbContext db, CancellationToken cancellationToken)
    {
        var organizationId = caller.OrganizationId;
        return TypeId.TryParse(IdPrefixes.Event, id, out var eventId) &&
               await db.Events.AsNoTracking().SingleOrDefaultAsync(e => e.OrganizationId == organizationId && e.Id == eventId, cancellationToken) is { } recorded
            ? TypedResults.Ok(Show(recorded))
            : Problem.NotFound("event", id);
    }

    private static IQueryable<RecordedEvent> Settled(WebhooksDbContext db, Guid organizationId) => db.Events.FromSql($"""
        SELECT * FROM events WHERE organization_id = {organizationId} AND NOT is_test
            AND transaction_id < pg_snapshot_xmin(pg_current_snapshot())::text::bigint AND recorded_at > now() - interval '30 days'
        """).AsNoTracking();

    // Numbers of transactions begin anew when a dump is read into another server: a cursor from before would skip everything.
    private static async Task<bool> IsOfThisDatabaseAsync(WebhooksDbContext db, FeedPosition position, CancellationToken cancellationToken) =>
        position.TransactionId < await db.Database.SqlQuery<long>($"SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS \"Value\"").SingleAsync(cancellationToken);

    private static EventResponse Show(RecordedEvent recorded) => JsonSerializer.Deserialize<EventResponse>(recorded.Payload, ApiJson.Options)!;
}
