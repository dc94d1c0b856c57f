using Microsoft.Net.Http.Headers;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Forwarding;
using Passinstance.Gateway.Persistence;
using Passinstance.Persistence.Auditing;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Json;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Exports;

/// <summary>
/// The file of an export, read from the services while it is sent. It ends with a line that counts the others; a response without it broke
/// off, and <c>after</c> goes on where it did.
/// </summary>
internal static partial class DownloadExport
{
    internal static async Task<IResult> HandleAsync(
        string id, string? after, HttpContext context, GatewayDbContext db, ExportFile file, ExportDownloads downloads,
        TimeProvider time, ILogger<ExportFile> logger)
    {
        var stop = context.RequestAborted;
        if (await db.FindExportAsync(context, id, stop) is not { } export)
            return Problem.NotFound("export", id);
        var now = time.GetUtcNow();
        if (export.IsExpired(now))
            return Problem.Of(StatusCodes.Status410Gone, "export_expired", "The export has expired. Request a new one.");
        if (!ExportPosition.TryRead(after, out var position))
        {
            return Problem.Invalid("?after", "invalid_position",
                $"after is the kind and the id of the last line that you have, such as pass:pas_...; kinds are {ExportFile.KindNames}.");
        }

        using var download = downloads.TryBegin();
        if (download is null)
        {
            return Problem.Unavailable(
                "overloaded", "Too many exports are being downloaded. Retry after the indicated delay.", retryAfterSeconds: 30);
        }

        var caller = Caller.Of(context);
        // A download changes nothing that is exported, but who took everything is to be known.
        using (var scope = AuditScope.Begin(
            AuditActor.Of(caller.KeyId), "downloadExport", context.Connection.RemoteIpAddress, context.TraceIdentifier))
        {
            scope.OrganizationId = caller.OrganizationId;
            export.Download(now);
            await db.SaveChangesAsync(stop);
        }

        try
        {
            var source = new ExportSource(export, caller, context);
            await file.ReachServicesAsync(source, position, stop);
            context.Response.ContentType = Ndjson.MediaType;
            context.Response.GetTypedHeaders().ContentDisposition =
                new ContentDispositionHeaderValue("attachment") { FileName = $"{TypeId.Format(IdPrefixes.Export, export.Id)}.ndjson" };
            context.Response.Headers.CacheControl = "no-store";
            await file.WriteAsync(source, position, context.Response.Body, stop);
        }
        catch (ServiceUnreachableException exception) when (!context.Response.HasStarted)
        {
            return Problem.Unavailable(
                "service_unavailable", $"{exception.Service} does not respond, and without it the export would be incomplete. Try again.",
                retryAfterSeconds: 5);
        }
        catch (ServiceUnreachableException exception)
        {
            // Half an export must not look whole.
            LogBrokenOff(logger, id, exception.Service, exception);
            context.Abort();
        }

        return Results.Empty;
    }

    [LoggerMessage(LogLevel.Warning, "The download of {ExportId} was broken off: {Service} does not respond.")]
    private static partial void LogBrokenOff(ILogger logger, string exportId, string service, Exception exception);
}
