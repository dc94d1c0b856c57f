using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Batches;

/// <summary>
/// Starts a batch from a body of items, which is stored while it arrives. What a JSON document says once is in the query.
/// </summary>
internal static class StartStreamedBatch
{
    internal const string Csv = "text/csv";

    internal static async Task<Results<Accepted<BatchResponse>, Problem>> HandleAsync(
        string? operation, string? templateId, bool? dryRun, string? columns, HttpRequest request, ClaimsPrincipal caller,
        BatchIntake intake, IOptions<BatchOptions> options, CancellationToken cancellationToken)
    {
        var errors = new List<InvalidValue>();
        var defaults = StartBatch.ReadDefaults("?", operation, templateId, errors);
        var isCsv = MediaTypeHeaderValue.TryParse(request.ContentType, out var type) &&
            type.MediaType.Equals(Csv, StringComparison.OrdinalIgnoreCase);
        if (!isCsv && columns is not null)
            errors.Add(new InvalidValue("?columns", "unknown_parameter", "Only a body in CSV has columns. Leave columns out."));
        var mapping = isCsv ? CsvColumns.TryReadMapping(columns, errors) : null;
        if (errors.Count > 0)
            return Problem.Invalid(errors);

        var items = isCsv
            ? CsvItems.ReadAsync(request.Body, mapping!, cancellationToken)
            : NdjsonItems.ReadAsync(request.BodyReader, options.Value.MaxItemBytes, cancellationToken);
        var source = new BatchSource(
            items, defaults, dryRun == true, options.Value.MaxItems, ChecksValues: true, IsText: isCsv);
        try
        {
            return StartBatch.Respond(await intake.ReceiveAsync(caller.OrganizationId, source, cancellationToken));
        }
        catch (UnknownColumnsException unknown)
        {
            return Problem.Invalid([.. unknown.Errors]);
        }
    }
}
