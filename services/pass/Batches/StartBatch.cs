using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Background;
using Passinstance.Messaging.Inbox;
using Passinstance.Messaging.Transactions;
using Passinstance.Passes.Passes;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Batches;

/// <summary>Many operations on passes.</summary>
public sealed record StartBatchRequest
{
    /// <summary><c>create</c>, <c>update</c>, <c>void</c> or <c>delete</c>, for every item that does not say its own.</summary>
    public string? Operation { get; init; }

    /// <summary>
    /// 1 to 10,000 items: each is the body of the single operation, may have an <c>operation</c> of its own, and names its pass by <c>id</c> or
    /// <c>serialNumber</c> unless it is to be created.
    /// </summary>
    public IReadOnlyList<JsonElement>? Items { get; init; }
}

/// <summary>Takes a batch in: checks its form, stores it, and leaves the rest to the workers.</summary>
internal static class StartBatch
{
    internal static async Task<Results<Accepted<BatchResponse>, Problem>> HandleAsync(
        StartBatchRequest request, ClaimsPrincipal caller, PassCommandContext work, RequestTransaction requestTransaction, AfterCommit afterCommit, WorkSignal<BatchWorker> signal,
        BatchLimits limits, CancellationToken cancellationToken)
    {
        var organizationId = caller.OrganizationId;
        var items = Read(request, out var errors);
        if (errors.Count > 0)
            return Problem.Invalid(errors);
        // What only the template service knows is learned now: while it does not answer, the client is told so, and the workers have nothing to wait for.
        foreach (var templateId in items.Select(item => item.TemplateId).OfType<Guid>().Distinct())
            await work.Templates.FindForIssueAsync(organizationId, templateId, cancellationToken);

        var serialNumbers = await FindSerialNumbersAsync(organizationId, items, work, cancellationToken);
        var chunks = BatchPlan.Cut(items, serialNumbers, limits.ChunkSize);

        await using var transaction = await requestTransaction.BeginAsync(cancellationToken);
        var batch = Batch.Start(organizationId, items.Count, work.Time);
        work.Db.Batches.Add(batch);
        await work.Db.SaveChangesAsync(cancellationToken);
        await BatchIntake.WriteAsync(work.Db, batch, items, chunks, cancellationToken);
        afterCommit.Do(signal.Set);
        await transaction.CommitAsync(cancellationToken);

        var response = BatchResponse.From(batch, default) with { Results = [], Errors = [] };
        return TypedResults.Accepted($"/api/v1/batch/{response.Id}", response);
    }

    internal static BatchOperation? TryReadOperation(string? word) => word switch
    {
        "create" => BatchOperation.Create,
        "update" => BatchOperation.Update,
        "void" => BatchOperation.Void,
        "delete" => BatchOperation.Delete,
        _ => null,
    };

    private static List<PlannedItem> Read(StartBatchRequest request, out List<InvalidValue> errors)
    {
        errors = [];
        var items = new List<PlannedItem>(request.Items?.Count ?? 0);
        var common = TryReadOperation(request.Operation);
        if (request.Operation is not null && common is null)
            errors.Add(new InvalidValue("/operation", "unknown_operation", "operation must be create, update, void or delete."));
        if (request.Items is not { Count: >= 1 and <= BatchLimits.MaxItems } given)
        {
            errors.Add(new InvalidValue("/items", "out_of_range", $"Send 1 to {BatchLimits.MaxItems} items. Split what is more over several batches."));
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
                    $"The items of a batch may be issued from {BatchLimits.MaxTemplates} templates. Split them over several batches."));
                break;
            }
        }

        return items;
    }

    // Items may name one pass by its id and by its serial number: both must come to the same chunk.
    private static async Task<IReadOnlyDictionary<Guid, string>> FindSerialNumbersAsync(
        Guid organizationId, List<PlannedItem> items, PassCommandContext work, CancellationToken cancellationToken)
    {
        var ids = items.Select(item => item.PassId).OfType<Guid>().Distinct().ToArray();
        return ids.Length == 0
            ? new Dictionary<Guid, string>()
            : await work.Db.Passes.Where(p => p.OrganizationId == organizationId && ids.Contains(p.Id))
                .Select(p => new { p.Id, p.SerialNumber }).ToDictionaryAsync(p => p.Id, p => p.SerialNumber, cancellationToken);
    }
}
