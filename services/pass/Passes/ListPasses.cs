using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;
using Passinstance.Persistence;
using Passinstance.Persistence.Columns;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Paging;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Passes;

/// <summary>Which passes a list shows; null does not filter. Every filter has an index that begins with the organization.</summary>
internal sealed record PassFilter
{
    internal PassStatus? Status { get; init; }

    internal Guid? TemplateId { get; init; }

    internal string? SerialNumber { get; init; }

    /// <summary>At this time or later.</summary>
    internal DateTimeOffset? CreatedAfter { get; init; }

    /// <summary>Before this time, so that adjacent intervals neither share a pass nor miss one.</summary>
    internal DateTimeOffset? CreatedBefore { get; init; }

    internal IQueryable<Pass> Apply(IQueryable<Pass> passes, Guid organizationId, DateTimeOffset now)
    {
        var query = passes.Where(p => p.OrganizationId == organizationId && p.DeletedAt == null);
        query = Status switch
        {
            PassStatus.Voided => query.Where(p => p.VoidedAt != null),
            PassStatus.Expired => query.Where(p => p.VoidedAt == null && p.ExpiresAt != null && p.ExpiresAt <= now),
            PassStatus.Active => query.Where(p => p.VoidedAt == null && (p.ExpiresAt == null || p.ExpiresAt > now)),
            _ => query,
        };
        if (TemplateId is { } template)
            query = query.Where(p => p.TemplateId == template);
        if (SerialNumber is { } serialNumber)
            query = query.Where(p => p.SerialNumber == serialNumber);
        // Ids contain the millisecond of creation: they bound the index scan, the column decides within the millisecond.
        if (CreatedAfter?.ToUniversalTime() is { } after)
        {
            var lowest = TypeId.MinAt(after);
            query = query.Where(p => p.Id >= lowest && p.CreatedAt >= after);
        }

        if (CreatedBefore?.ToUniversalTime() is { } before)
        {
            var highest = TypeId.HighestAt(before);
            query = query.Where(p => p.Id <= highest && p.CreatedAt < before);
        }

        return query;
    }
}

internal static class ListPasses
{
    internal static async Task<Results<Ok<Page<PassResponse>>, Problem>> HandleAsync(
        int? limit, string? cursor, string? status, string? templateId, string? serialNumber, DateTimeOffset? createdAfter,
        DateTimeOffset? createdBefore, ClaimsPrincipal caller, PassesDbContext db, PassPresenter presenter, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (PageRequest.TryRead(limit, cursor, out var problem) is not { } page)
            return problem!;
        if (!TryReadStatus(status, out var wanted))
            return Problem.Invalid("?status", "unknown_status", "status must be active, voided or expired; deleted passes are not listed.");
        if (serialNumber?.Any(char.IsControl) == true)
            return Problem.Invalid("?serialNumber", "invalid_characters", "A serial number has no control characters.");
        Guid template = default;
        if (templateId is not null && !TypeId.TryParse(IdPrefixes.Template, templateId, out template))
            return Problem.Invalid("?templateId", "invalid_id", "templateId must be a template's id, tpl_ and 26 characters.");

        var filter = new PassFilter
        {
            Status = wanted,
            TemplateId = templateId is null ? null : template,
            SerialNumber = serialNumber,
            CreatedAfter = createdAfter,
            CreatedBefore = createdBefore,
        };
        var passes = filter.Apply(db.Passes.AsNoTracking(), caller.OrganizationId, time.GetUtcNow());
        var rows = Page(passes, page).AsAsyncEnumerable();
        return TypedResults.Ok(await page.ReadAsync(rows, p => p.Id, presenter.Show, cancellationToken));
    }

    /// <summary>One row more than the page shows, to know whether there is another page.</summary>
    internal static IQueryable<Pass> Page(IQueryable<Pass> passes, PageRequest page)
    {
        return passes.Newest(page, p => p.Id);
    }

    private static bool TryReadStatus(string? text, out PassStatus? status)
    {
        var isKnown = WireNames.TryParse<PassStatus>(text, out var known) && known is not PassStatus.Deleted;
        status = isKnown ? known : null;
        return text is null || isKnown;
    }
}
