using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Background;
using Passinstance.Passes.Passes;
using Passinstance.Passes.Persistence;
using Passinstance.Persistence.Columns;
using Passinstance.Persistence.Transactions;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Erasures;

/// <summary>Whose data to erase. Give exactly one of <c>passIds</c>, <c>serialNumbers</c>, <c>filter</c> and <c>holder</c>.</summary>
public sealed record StartErasureRequest
{
    /// <summary>1 to 1,000 passes.</summary>
    public IReadOnlyList<string>? PassIds { get; init; }

    /// <summary>1 to 1,000 serial numbers, in every pass type of your organization.</summary>
    public IReadOnlyList<string>? SerialNumbers { get; init; }

    /// <summary>All passes that the filter matches, at most 10,000.</summary>
    public ErasureFilter? Filter { get; init; }

    /// <summary>All passes of one holder, found by the value of a field, at most 10,000.</summary>
    public ErasureHolder? Holder { get; init; }
}

/// <summary>Passes by their template and age; deleted passes, too. At least one member is required.</summary>
public sealed record ErasureFilter
{
    /// <summary>Only passes of this template, <c>tpl_...</c>.</summary>
    public string? TemplateId { get; init; }

    /// <summary>Only passes in this state: <c>active</c>, <c>voided</c> or <c>expired</c>.</summary>
    public string? Status { get; init; }

    /// <summary>Only passes created before this time.</summary>
    public DateTimeOffset? CreatedBefore { get; init; }
}

/// <summary>A holder, as a field of the passes names one.</summary>
public sealed record ErasureHolder
{
    /// <summary>The field's key, for example <c>memberId</c>.</summary>
    public string? Field { get; init; }

    /// <summary>Its value, exactly as in the pass.</summary>
    public string? Value { get; init; }
}

/// <summary>
/// Erases the data of passes' holders: the passes become void and empty, and everything else that is known of their holders is removed
/// from every service within a minute.
/// </summary>
internal static class StartErasure
{
    private const int MaxNamed = 1000;
    private const int MaxFound = 10_000;

    internal static async Task<Results<Accepted<ErasureResponse>, Problem>> HandleAsync(
        StartErasureRequest request, ClaimsPrincipal caller, PassesDbContext db, UnitOfWork unitOfWork,
        WorkSignal<ErasureBatch> signal, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = new List<InvalidValue>();
        object?[] given = [request.PassIds, request.SerialNumbers, request.Filter, request.Holder];
        if (given.Count(one => one is not null) != 1)
            errors.Add(new InvalidValue("", "ambiguous", "Give exactly one of passIds, serialNumbers, filter and holder."));
        else if (Find(request, caller.OrganizationId, db, time, errors) is { } passes && errors.Count == 0)
            return await StartAsync(request, passes, caller.OrganizationId, db, unitOfWork, signal, time, cancellationToken);
        return Problem.Invalid(errors);
    }

    /// <summary>Stores an erasure; the worker does the rest.</summary>
    internal static async Task<Accepted<ErasureResponse>> SaveAsync(
        Guid organizationId, IReadOnlyCollection<Guid> passIds, PassesDbContext db, UnitOfWork unitOfWork,
        WorkSignal<ErasureBatch> signal, TimeProvider time, CancellationToken cancellationToken)
    {
        var erasure = Erasure.Create(organizationId, passIds, time);
        db.Erasures.Add(erasure);
        unitOfWork.OnCommitted(signal.Set);
        await db.SaveChangesAsync(cancellationToken);
        var response = ErasureResponse.From(erasure);
        return TypedResults.Accepted($"/api/v1/erasures/{response.Id}", response);
    }

    private static async Task<Results<Accepted<ErasureResponse>, Problem>> StartAsync(
        StartErasureRequest request, IQueryable<Pass> passes, Guid organizationId, PassesDbContext db, UnitOfWork unitOfWork,
        WorkSignal<ErasureBatch> signal, TimeProvider time, CancellationToken cancellationToken)
    {
        var found = await passes.OrderBy(p => p.Id).Select(p => new { p.Id, p.SerialNumber }).Take(MaxFound + 1)
            .ToListAsync(cancellationToken);
        if (found.Count > MaxFound)
        {
            return Problem.Invalid("/filter", "out_of_range",
                $"More than {MaxFound} passes match. Narrow the filter, and start several erasures.", ("maxCount", MaxFound));
        }

        var missing = Missing(request, found.Select(p => p.Id).ToHashSet(), found.Select(p => p.SerialNumber).ToHashSet());
        if (missing.Count > 0)
            return Problem.Invalid(missing);
        if (found.Count == 0)
            return Problem.NotFound("pass", request.Holder is { } holder ? $"{holder.Field}: ..." : "matching the filter");
        return await SaveAsync(
            organizationId, found.ConvertAll(p => p.Id), db, unitOfWork, signal, time, cancellationToken);
    }

    // All or nothing: who names a pass expects it to be erased.
    private static List<InvalidValue> Missing(StartErasureRequest request, HashSet<Guid> ids, HashSet<string> serialNumbers)
    {
        var errors = new List<InvalidValue>();
        foreach (var (index, text) in (request.PassIds ?? []).Index())
        {
            if (!TypeId.TryParse(IdPrefixes.Pass, text, out var id) || !ids.Contains(id))
                errors.Add(new InvalidValue($"/passIds/{index}", "unknown_pass", "There is no such pass in your organization."));
        }

        foreach (var (index, text) in (request.SerialNumbers ?? []).Index())
        {
            if (!serialNumbers.Contains(text))
            {
                errors.Add(new InvalidValue(
                    $"/serialNumbers/{index}", "unknown_pass", "There is no pass with this serial number in your organization."));
            }
        }

        return errors;
    }

    // Deleted passes are found, too: their content is kept for a while.
    private static IQueryable<Pass>? Find(
        StartErasureRequest request, Guid organizationId, PassesDbContext db, TimeProvider time, List<InvalidValue> errors)
    {
        var own = db.Passes.AsNoTracking().Where(p => p.OrganizationId == organizationId);
        if (request.PassIds is { } passIds)
        {
            CheckCount("/passIds", passIds.Count, errors);
            var ids = new List<Guid>();
            foreach (var (index, text) in passIds.Index())
            {
                if (TypeId.TryParse(IdPrefixes.Pass, text, out var id))
                    ids.Add(id);
                else if (errors.Count < 100)
                    errors.Add(new InvalidValue($"/passIds/{index}", "invalid_id", "A pass's id is pas_ and 26 characters."));
            }

            return own.Where(p => ids.Contains(p.Id));
        }

        if (request.SerialNumbers is { } serialNumbers)
        {
            CheckCount("/serialNumbers", serialNumbers.Count, errors);
            var wanted = serialNumbers.Where(text => text is not null).ToArray();
            return own.Where(p => wanted.Contains(p.SerialNumber));
        }

        return request.Holder is { } holder
            ? FindHolder(holder, organizationId, db, errors)
            : FindFiltered(request.Filter!, own, time, errors);
    }

    private static IQueryable<Pass>? FindHolder(ErasureHolder holder, Guid organizationId, PassesDbContext db, List<InvalidValue> errors)
    {
        if (holder.Field is not { Length: > 0 })
            errors.Add(new InvalidValue("/holder/field", "required", "Name the field whose value identifies the holder."));
        if (holder.Value is not { Length: > 0 })
            errors.Add(new InvalidValue("/holder/value", "required", "Give the value of the field, exactly as in the pass."));
        return errors.Count > 0
            ? null
            : db.Passes.FromSql($"""
                SELECT * FROM passes WHERE organization_id = {organizationId}
                    AND content -> 'fields' -> {holder.Field} ->> 'value' = {holder.Value}
                """).AsNoTracking();
    }

    private static IQueryable<Pass>? FindFiltered(ErasureFilter filter, IQueryable<Pass> own, TimeProvider time, List<InvalidValue> errors)
    {
        if (filter is { TemplateId: null, Status: null, CreatedBefore: null })
            errors.Add(new InvalidValue("/filter", "required", "Give templateId, status or createdBefore."));
        var now = time.GetUtcNow();
        if (filter.TemplateId is { } template)
        {
            if (!TypeId.TryParse(IdPrefixes.Template, template, out var id))
            {
                errors.Add(new InvalidValue(
                    "/filter/templateId", "invalid_id", "templateId must be a template's id, tpl_ and 26 characters."));
            }

            own = own.Where(p => p.TemplateId == id);
        }

        if (filter.CreatedBefore?.ToUniversalTime() is { } before)
            own = own.Where(p => p.CreatedAt < before);
        if (filter.Status is not { } status)
            return own;
        if (!WireNames.TryParse<PassStatus>(status, out var wanted) || wanted == PassStatus.Deleted)
        {
            errors.Add(new InvalidValue("/filter/status", "unknown_status", "status must be active, voided or expired."));
            return null;
        }

        own = own.Where(p => p.DeletedAt == null);
        return wanted switch
        {
            PassStatus.Voided => own.Where(p => p.VoidedAt != null),
            PassStatus.Expired => own.Where(p => p.VoidedAt == null && p.ExpiresAt != null && p.ExpiresAt <= now),
            _ => own.Where(p => p.VoidedAt == null && (p.ExpiresAt == null || p.ExpiresAt > now)),
        };
    }

    private static void CheckCount(string pointer, int count, List<InvalidValue> errors)
    {
        if (count is < 1 or > MaxNamed)
            errors.Add(new InvalidValue(pointer, "out_of_range", $"Name 1 to {MaxNamed} passes; for more start several erasures.",
                ("minCount", 1), ("maxCount", MaxNamed)));
    }
}
