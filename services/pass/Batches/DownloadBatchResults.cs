using System.Globalization;
using System.Security.Claims;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;
using nietras.SeparatedValues;
using Passinstance.Passes.Passes;
using Passinstance.Passes.Persistence;
using Passinstance.Persistence.Columns;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Json;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Batches;

/// <summary>A line of the results of a batch: the item, and the links of its pass.</summary>
internal sealed record BatchResultLine
{
    public int Index { get; init; }

    public string Operation { get; init; } = "";

    public string Status { get; init; } = "";

    public string? PassId { get; init; }

    public string? SerialNumber { get; init; }

    public string? DownloadUrl { get; init; }

    public string? GoogleSaveUrl { get; init; }

    public string? PassFlowUrl { get; init; }

    public BatchItemError? Error { get; init; }
}

/// <summary>
/// The results of a batch as a file, in the order of the request. It is written page by page while it is read, so that memory holds one
/// page; a page starts after the last index of the one before.
/// </summary>
internal static class DownloadBatchResults
{
    private const int PageSize = 500;

    private static readonly string[] Columns =
    [
        "index", "operation", "status", "passId", "serialNumber", "downloadUrl", "googleSaveUrl", "passFlowUrl", "errorStatus", "errorCode",
        "errorPointer", "errorMessage",
    ];

    internal static async Task<IResult> HandleAsync(
        string id, string? format, string? status, HttpContext http, ClaimsPrincipal caller, PassesDbContext db, PassPresenter presenter)
    {
        if (format is not (null or "ndjson" or "csv"))
            return Problem.Invalid("?format", "unknown_format", "format must be ndjson or csv.");
        if (status is not (null or "succeeded" or "failed"))
            return Problem.Invalid("?status", "unknown_status", "status must be succeeded or failed; other items have no results.");
        if (await db.FindBatchAsync(id, caller.OrganizationId, http.RequestAborted) is not { } batch)
            return BatchLookup.NotFound(id);

        var isCsv = format == "csv";
        http.Response.ContentType = isCsv ? "text/csv; charset=utf-8; header=present" : Ndjson.MediaType;
        http.Response.GetTypedHeaders().ContentDisposition =
            new ContentDispositionHeaderValue("attachment") { FileName = $"{id}.{(isCsv ? "csv" : "ndjson")}" };
        BatchItemStatus? wanted = WireNames.TryParse<BatchItemStatus>(status, out var known) ? known : null;
        var isFirst = true;
        for (var after = -1; ;)
        {
            var lines = await ReadPageAsync(db, batch, wanted, after, presenter, http.RequestAborted);
            var page = isCsv ? ToCsv(lines, isFirst) : ToNdjson(lines);
            await http.Response.Body.WriteAsync(page, http.RequestAborted);
            if (lines.Count < PageSize)
                return TypedResults.Empty;
            (after, isFirst) = (lines[^1].Index, false);
        }
    }

    private static async Task<List<BatchResultLine>> ReadPageAsync(
        PassesDbContext db, Batch batch, BatchItemStatus? wanted, int after, PassPresenter presenter, CancellationToken cancellationToken)
    {
        var items = db.BatchItems.AsNoTracking()
            .Where(i => i.OrganizationId == batch.OrganizationId && i.BatchId == batch.Id && i.Index > after);
        if (wanted is not null)
            items = items.Where(i => i.Status == wanted);
        var page = await items.OrderBy(i => i.Index).Take(PageSize).ToListAsync(cancellationToken);
        var ids = page.Select(item => item.PassId).OfType<Guid>().Distinct().ToArray();
        var passes = await db.FindPassesAsync(batch.OrganizationId, ids, cancellationToken);
        var links = passes.Where(pass => pass.DeletedAt is null).ToDictionary(pass => pass.Id, presenter.LinksOf);
        return page.ConvertAll(item =>
        {
            PassLinks? own = item.PassId is { } passId && links.TryGetValue(passId, out var found) ? found : null;
            return new BatchResultLine
            {
                Index = item.Index,
                Operation = WireNames.Of(item.Operation),
                Status = WireNames.Of(item.Status),
                PassId = item.PassId is { } named ? TypeId.Format(IdPrefixes.Pass, named) : null,
                SerialNumber = item.SerialNumber,
                DownloadUrl = own?.DownloadUrl,
                GoogleSaveUrl = own?.GoogleSaveUrl,
                PassFlowUrl = own?.PassFlowUrl,
                Error = item.Error,
            };
        });
    }

    private static byte[] ToNdjson(List<BatchResultLine> lines)
    {
        using var page = new MemoryStream();
        foreach (var line in lines)
        {
            JsonSerializer.Serialize(page, line, ApiJson.Options);
            page.WriteByte((byte)'\n');
        }

        return page.ToArray();
    }

    private static byte[] ToCsv(List<BatchResultLine> lines, bool isFirst)
    {
        using var csv = Sep.New(',').Writer(options => options with { Escape = true, WriteHeader = isFirst }).ToText();
        csv.Header.Add(Columns);
        if (isFirst)
            csv.Header.Write();
        foreach (var line in lines)
        {
            using var row = csv.NewRow();
            string?[] cells =
            [
                line.Index.ToString(CultureInfo.InvariantCulture), line.Operation, line.Status, line.PassId, Safe(line.SerialNumber),
                line.DownloadUrl, line.GoogleSaveUrl, line.PassFlowUrl, line.Error?.Status.ToString(CultureInfo.InvariantCulture),
                line.Error?.Code, line.Error?.Errors is [var first, ..] ? first.Pointer : null, Safe(line.Error?.Message),
            ];
            foreach (var (name, cell) in Columns.Zip(cells))
                row[name].Set(cell ?? "");
        }

        return Encoding.UTF8.GetBytes(csv.ToString());
    }

    // A spreadsheet would run a text that begins like a formula.
    private static string? Safe(string? text) => text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? "'" + text : text;
}
