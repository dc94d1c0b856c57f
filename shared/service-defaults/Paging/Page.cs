using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Passinstance.ServiceDefaults.Json;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.ServiceDefaults.Paging;

/// <summary>One page of a list, with an opaque cursor to the next page.</summary>
/// <param name="Data">The items of this page.</param>
/// <param name="HasMore">Whether there is a next page.</param>
/// <param name="NextCursor">Send it as <c>cursor</c> to get the next page; null on the last page.</param>
public sealed record Page<T>(
    IReadOnlyList<T> Data, bool HasMore, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? NextCursor);

/// <summary>
/// What a list request asks for. Pages are cut by id (UUIDv7, so by time): rows added while a client pages appear on the first page of
/// a new walk and never shift an old one.
/// </summary>
public sealed class PageRequest
{
    /// <summary>Rows on a page when the request names none.</summary>
    public const int DefaultLimit = 20;
    /// <summary>The most rows on a page.</summary>
    public const int MaximumLimit = 100;

    /// <summary>The most bytes of JSON on a page: a page of large rows has fewer than its limit.</summary>
    public const int MaximumBytes = 4 * 1024 * 1024;

    private PageRequest(int limit, Guid? before)
    {
        Limit = limit;
        Before = before;
    }

    /// <summary>Items per page.</summary>
    public int Limit { get; }

    /// <summary>Only rows with a smaller id; null on the first page.</summary>
    public Guid? Before { get; }

    /// <summary>Reads <c>limit</c> and <c>cursor</c>; null and a problem when either is invalid.</summary>
    public static PageRequest? TryRead(int? limit, string? cursor, out Problem? problem)
    {
        problem = null;
        if (limit is < 1 or > MaximumLimit)
            problem = Problem.Invalid("?limit", "out_of_range", $"limit must be between 1 and {MaximumLimit}.",
                ("min", 1), ("max", MaximumLimit));
        else if (cursor is null)
            return new PageRequest(limit ?? DefaultLimit, null);
        else if (TryDecode(cursor, out var before))
            return new PageRequest(limit ?? DefaultLimit, before);
        else
            problem = Problem.Invalid(
                "?cursor", "invalid_cursor", "cursor must be a nextCursor of this list, unchanged. Leave it out to start at the newest.");
        return null;
    }

    /// <summary>Cuts a page from up to <see cref="Limit"/> + 1 rows read.</summary>
    public Page<TResponse> Cut<TRow, TResponse>(IReadOnlyList<TRow> rows, Func<TRow, Guid> id, Func<TRow, TResponse> show)
    {
        var page = new PageBuilder<TRow, TResponse>(this, id, show);
        foreach (var row in rows)
        {
            if (!page.TryAdd(row))
                break;
        }

        return page.Build();
    }

    /// <summary>
    /// Reads a page, and no more rows than it shows: for rows that may be large. The rows must be limited to <see cref="Limit"/> + 1.
    /// </summary>
    public async Task<Page<TResponse>> ReadAsync<TRow, TResponse>(
        IAsyncEnumerable<TRow> rows, Func<TRow, Guid> id, Func<TRow, TResponse> show, CancellationToken cancellationToken)
    {
        var page = new PageBuilder<TRow, TResponse>(this, id, show);
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            if (!page.TryAdd(row))
                break;
        }

        return page.Build();
    }

    // A page ends at the limit of rows or of bytes, whichever comes first; it always shows a row.
    private sealed class PageBuilder<TRow, TResponse>(PageRequest request, Func<TRow, Guid> id, Func<TRow, TResponse> show)
    {
        private readonly List<TResponse> _data = [];
        private long _bytes;
        private Guid _last;
        private bool _hasMore;

        internal bool TryAdd(TRow row)
        {
            if (_data.Count < request.Limit)
            {
                var response = show(row);
                _bytes += JsonSerializer.SerializeToUtf8Bytes(response, ApiJson.Options).Length;
                if (_data.Count == 0 || _bytes <= MaximumBytes)
                {
                    _data.Add(response);
                    _last = id(row);
                    return true;
                }
            }

            _hasMore = true;
            return false;
        }

        internal Page<TResponse> Build() => new(_data, _hasMore, _hasMore ? Encode(_last) : null);
    }

    private static string Encode(Guid id) => Base64Url.EncodeToString(id.ToByteArray(bigEndian: true));

    private static bool TryDecode(string cursor, out Guid id)
    {
        id = default;
        Span<byte> bytes = stackalloc byte[16];
        // Decoding throws at a text that is none.
        if (cursor.Length != 22 || !Base64Url.IsValid(cursor) || !Base64Url.TryDecodeFromChars(cursor, bytes, out var written)
            || written != 16)
            return false;
        id = new Guid(bytes, bigEndian: true);
        return true;
    }
}
