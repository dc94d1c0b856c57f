using System.Runtime.InteropServices;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Batches;

/// <summary>A batch of operations on passes.</summary>
public sealed record StartBatchRequest
{
    /// <summary>
    /// <c>create</c>, <c>update</c>, <c>void</c>, <c>delete</c> or <c>notify</c>, for items without their own <c>operation</c>.
    /// </summary>
    public string? Operation { get; init; }

    /// <summary>The template of items that create a pass and do not name one, <c>tpl_...</c>.</summary>
    public string? TemplateId { get; init; }

    /// <summary>Validate every item and change nothing. Default: false.</summary>
    public bool? DryRun { get; init; }

    /// <summary>
    /// 1 to 10,000 items. Each is the body of the single operation, may have its own <c>operation</c>, and refers to its pass by <c>id</c>
    /// or <c>serialNumber</c> unless it creates one. Send more as NDJSON or CSV.
    /// </summary>
    public IReadOnlyList<JsonElement>? Items { get; init; }
}

/// <summary>Starts a batch from one JSON document.</summary>
internal static class StartBatch
{
    internal static async Task<Results<Accepted<BatchResponse>, Problem>> HandleAsync(
        StartBatchRequest request, string? operation, string? templateId, bool? dryRun, string? columns, ClaimsPrincipal caller,
        BatchIntake intake, CancellationToken cancellationToken)
    {
        var errors = new List<InvalidValue>();
        var defaults = ReadDefaults("?", operation, templateId, errors);
        var own = ReadDefaults("/", request.Operation, request.TemplateId, errors);
        if (columns is not null)
            errors.Add(new InvalidValue("?columns", "unknown_parameter", "Only a body in CSV has columns. Leave columns out."));
        if (request.Items is not { Count: >= 1 and <= BatchLimits.MaxJsonItems } items)
        {
            errors.Add(new InvalidValue("/items", "out_of_range",
                $"Send 1 to {BatchLimits.MaxJsonItems} items. Send more as NDJSON or CSV, or split them over several batches.",
                ("minCount", 1), ("maxCount", BatchLimits.MaxJsonItems)));
            return Problem.Invalid(errors);
        }

        // The body says more than its address.
        defaults = new BatchDefaults(own.Operation ?? defaults.Operation, own.TemplateId ?? defaults.TemplateId);
        if (errors.Count > 0)
        {
            foreach (var (index, item) in items.Index().TakeWhile(_ => errors.Count < BatchLimits.MaxErrors))
                BatchItemForm.TryRead(JsonMarshal.GetRawUtf8Value(item), defaults, $"/items/{index}", errors);
            return Problem.Invalid(errors);
        }

        // The values were checked with the body.
        var source = new BatchSource(
            ReadAsync(items), defaults, request.DryRun ?? dryRun == true, BatchLimits.MaxJsonItems, ChecksValues: false);
        return Respond(await intake.ReceiveAsync(caller.OrganizationId, source, cancellationToken));
    }

    /// <summary>What holds for items that do not say otherwise.</summary>
    /// <param name="at">What pointers begin with: <c>?</c> for the query, <c>/</c> for the body.</param>
    /// <param name="operationName">The operation.</param>
    /// <param name="templateId">The template.</param>
    /// <param name="errors">Gets what is invalid.</param>
    internal static BatchDefaults ReadDefaults(string at, string? operationName, string? templateId, List<InvalidValue> errors)
    {
        var operation = BatchItemForm.TryReadOperation(operationName);
        if (operationName is not null && operation is null)
            errors.Add(new InvalidValue($"{at}operation", "unknown_operation", $"operation must be {BatchItemForm.Operations}."));
        if (templateId is not null && !TypeId.TryParse(IdPrefixes.Template, templateId, out _))
            errors.Add(new InvalidValue($"{at}templateId", "invalid_id", "templateId must be a template's id, tpl_ and 26 characters."));
        return new BatchDefaults(operation, templateId);
    }

    internal static Results<Accepted<BatchResponse>, Problem> Respond((Batch? Batch, Problem? Problem) received)
    {
        if (received.Batch is not { } batch)
            return received.Problem!;
        var response = BatchResponse.From(batch, default) with { Results = [], Errors = [] };
        return TypedResults.Accepted($"/api/v1/batch/{response.Id}", response);
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(IReadOnlyList<JsonElement> items)
    {
        foreach (var item in items)
            yield return JsonMarshal.GetRawUtf8Value(item).ToArray();
        await Task.CompletedTask;
    }
}
