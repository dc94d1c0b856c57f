using System.IO.Compression;
using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;
using Passinstance.ExternalSigners;
using Passinstance.Passes.Passes;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.Rendering;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Wallet.Apple;

namespace Passinstance.Passes.Batches;

/// <summary>
/// The signed passes of a batch as a ZIP archive, signed while it is read: memory holds a page of passes and the archive's directory. A
/// batch with more passes than an archive holds has several: each begins at an index.
/// </summary>
internal static class DownloadBatchPasses
{
    internal const int MaxPasses = 10_000;
    private const int PageSize = 100;
    private const string NextHeader = "Next-Index";

    internal static async Task<IResult> HandleAsync(
        string id, int? from, HttpContext http, ClaimsPrincipal caller, PassesDbContext db, PassTemplates templates, PassRenderer renderer)
    {
        var stop = http.RequestAborted;
        if (from < 0)
            return Problem.Invalid("?from", "out_of_range", "from must be the index of an item, 0 or more.");
        if (await db.FindBatchAsync(id, caller.OrganizationId, stop) is not { } batch)
            return BatchLookup.NotFound(id);
        var after = (from ?? 0) - 1;
        var page = await ReadPageAsync(db, batch, after, PageSize, stop);
        if (page.Count == 0)
        {
            return Problem.Of(StatusCodes.Status404NotFound, "empty_batch",
                "The batch has no passes from this index on. Wait until it is completed, or read its results.");
        }

        var last = await LastIndexAsync(db, batch, after, stop);
        http.Response.ContentType = "application/zip";
        http.Response.GetTypedHeaders().ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = $"{id}.zip" };
        if (last is { } next)
            http.Response.Headers[NextHeader] = $"{next}";
        await using var archive = await ZipArchive.CreateAsync(
            http.Response.BodyWriter.AsStream(leaveOpen: true), ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, stop);
        var notSigned = new List<string>();
        while (page.Count > 0)
        {
            // A page is signed together, because an external signer takes a call over the network for each pass.
            var signed = new List<(int Index, Guid PassId, Task<PassFile> File)>(page.Count);
            foreach (var (index, pass) in page)
                await SignAsync(signed, index, pass, templates, renderer, http, notSigned);
            foreach (var (index, passId, file) in signed)
                await AddAsync(archive, index, passId, file, notSigned, stop);
            page = await ReadPageAsync(db, batch, page[^1].Index, PageSize, stop, before: last);
        }

        if (notSigned.Count > 0)
        {
            await using var list = new StreamWriter(await archive.CreateEntry("not-signed.txt").OpenAsync(stop));
            foreach (var line in notSigned)
                await list.WriteLineAsync(line.AsMemory(), stop);
        }

        return TypedResults.Empty;
    }

    private static async Task SignAsync(
        List<(int Index, Guid PassId, Task<PassFile> File)> signed, int index, Pass pass, PassTemplates templates, PassRenderer renderer,
        HttpContext http, List<string> notSigned)
    {
        var template = await templates.FindVersionAsync(pass, http.RequestAborted);
        if ((template is null ? "template_deleted" : renderer.FailureOf(pass, template)?.Code) is { } failure)
            notSigned.Add($"{index} {TypeId.Format(IdPrefixes.Pass, pass.Id)} {failure}");
        else
        {
            signed.Add((index, pass.Id, renderer.GetFileAsync(
                pass, template!, PassMessage.LanguagesOf(http.Request), http.RequestAborted).AsTask()));
        }
    }

    private static async Task AddAsync(
        ZipArchive archive, int index, Guid passId, Task<PassFile> signing, List<string> notSigned, CancellationToken stop)
    {
        var id = TypeId.Format(IdPrefixes.Pass, passId);
        PassFile signed;
        try
        {
            signed = await signing;
        }
        catch (ExternalSignerException)
        {
            notSigned.Add($"{index} {id} signer_unavailable");
            return;
        }

        // A pass is compressed already. Its index keeps names apart and in order.
        var entry = archive.CreateEntry($"{index:0000000}-{id}.pkpass", CompressionLevel.NoCompression);
        await using var file = await entry.OpenAsync(stop);
        await file.WriteAsync(signed.Prefix, stop);
        await file.WriteAsync(signed.Tail, stop);
    }

    // Passes that exist. A pass that several items are about is there for each of them.
    private static async Task<List<(int Index, Pass Pass)>> ReadPageAsync(
        PassesDbContext db, Batch batch, int after, int limit, CancellationToken cancellationToken, int? before = null)
    {
        var page = await Passes(db, batch, after, before).Take(limit)
            .Select(item => new { item.Index, item.PassId }).ToListAsync(cancellationToken);
        var passes = (await db.FindPassesAsync(batch.OrganizationId, [.. page.Select(item => item.PassId!.Value)], cancellationToken))
            .ToDictionary(pass => pass.Id);
        return page.ConvertAll(item => (item.Index, passes[item.PassId!.Value]));
    }

    // Where the next archive begins; null when this one takes all that is left.
    private static async Task<int?> LastIndexAsync(PassesDbContext db, Batch batch, int after, CancellationToken cancellationToken)
    {
        var next = await Passes(db, batch, after, null).Skip(MaxPasses).Take(1).Select(item => item.Index).ToListAsync(cancellationToken);
        return next is [var index] ? index : null;
    }

    private static IOrderedQueryable<BatchItem> Passes(PassesDbContext db, Batch batch, int after, int? before) => db.BatchItems
        .Where(i => i.OrganizationId == batch.OrganizationId && i.BatchId == batch.Id && i.Index > after
            && (before == null || i.Index < before) && i.Status == BatchItemStatus.Succeeded && i.PassId != null
            && i.Operation != BatchOperation.Delete
            && db.Passes.Any(p => p.OrganizationId == i.OrganizationId && p.Id == i.PassId && p.DeletedAt == null))
        .OrderBy(i => i.Index);
}
