using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Passinstance.Background;
using Passinstance.Passes.Passes;
using Passinstance.Persistence.Columns;
using Passinstance.Persistence.Transactions;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Batches;

/// <summary>A batch of operations on passes.</summary>
public sealed record StartBatchRequest
{
    /// <summary><c>create</c>, <c>update</c>, <c>void</c> or <c>delete</c>, for items without their own <c>operation</c>.</summary>
    public string? Operation { get; init; }

    /// <summary>
    /// 1 to 10,000 items. Each is the body of the single operation, may have its own <c>operation</c>, and refers to its pass by <c>id</c>
    /// or <c>serialNumber</c> unless it creates one.
    /// </summary>
    public IReadOnlyList<JsonElement>? Items { get; init; }
}

/// <summary>Checks the form of a batch and stores it; the workers do the rest.</summary>
internal static class StartBatch
{
    internal static async Task<Results<Accepted<BatchResponse>, Problem>> HandleAsync(
        StartBatchRequest request, ClaimsPrincipal caller, PassCommandContext context, UnitOfWork unitOfWork,
        WorkSignal<BatchWorker> signal,
        IOptions<BatchOptions> options, CancellationToken cancellationToken)
    {
        var organizationId = caller.OrganizationId;
        var items = Read(request, out var errors);
        if (errors.Count > 0)
            return Problem.Invalid(errors);
        // Unknown templates are read now: while the template service does not respond, the client gets a 503 and no worker has to wait.
        foreach (var templateId in items.Select(item => item.TemplateId).OfType<Guid>().Distinct())
            await context.Templates.FindForCreateAsync(organizationId, templateId, cancellationToken);

        var serialNumbers = await FindSerialNumbersAsync(organizationId, items, context, cancellationToken);
        var units = BatchPlan.Split(items, serialNumbers, options.Value.UnitSize);

        await using var transaction = await unitOfWork.BeginAsync(cancellationToken);
        var batch = Batch.Start(organizationId, items.Count, context.Time);
        context.Db.Batches.Add(batch);
        await context.Db.SaveChangesAsync(cancellationToken);
        await BatchImport.WriteAsync(context.Db, batch, items, units, cancellationToken);
        unitOfWork.OnCommitted(signal.Set);
        await transaction.CommitAsync(cancellationToken);

        var response = BatchResponse.From(batch, default) with { Results = [], Errors = [] };
        return TypedResults.Accepted($"/api/v1/batch/{response.Id}", response);
    }

    internal static BatchOperation? TryReadOperation(string? operationName) =>
        WireNames.TryParse<BatchOperation>(operationName, out var operation) ? operation : null;

    private static List<PlannedItem> Read(StartBatchRequest request, out List<InvalidValue> errors)
    {
        errors = [];
        var items = new List<PlannedItem>(request.Items?.Count ?? 0);
        var common = TryReadOperation(request.Operation);
        if (request.Operation is not null && common is null)
            errors.Add(new InvalidValue("/operation", "unknown_operation", "operation must be create, update, void or delete."));
        if (request.Items is not { Count: >= 1 and <= BatchLimits.MaxItems } given)
        {
            errors.Add(new InvalidValue(
                "/items", "out_of_range", $"Send 1 to {BatchLimits.MaxItems} items. Split more over several batches."));
            return items;
        }

        var templates = new HashSet<Guid>();
        for (var i = 0; i < given.Count && errors.Count < BatchLimits.MaxErrors; i++)
        {
            if (BatchItemBody.TryRead(given[i], common, $"/items/{i}", errors) is not { } body)
                continue;
            var item = new PlannedItem(i, body, given[i]);
            items.Add(item);
            if (item.TemplateId is { } template && templates.Add(template) && templates.Count > BatchLimits.MaxTemplates)
            {
                errors.Add(new InvalidValue($"/items/{i}/templateId", "too_many_templates",
                    $"The items of a batch may name up to {BatchLimits.MaxTemplates} templates. Split them over several batches."));
                break;
            }
        }

        return items;
    }

    // Items may name one pass by its id and by its serial number: both must get into the same unit.
    private static async Task<IReadOnlyDictionary<Guid, string>> FindSerialNumbersAsync(
        Guid organizationId, List<PlannedItem> items, PassCommandContext context, CancellationToken cancellationToken)
    {
        var ids = items.Select(item => item.PassId).OfType<Guid>().Distinct().ToArray();
        return ids.Length == 0
            ? new Dictionary<Guid, string>()
            : await context.Db.Passes.Where(p => p.OrganizationId == organizationId && ids.Contains(p.Id))
                .Select(p => new { p.Id, p.SerialNumber }).ToDictionaryAsync(p => p.Id, p => p.SerialNumber, cancellationToken);
    }
}
