using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.Templates;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Analytics;

/// <summary>The numbers of a template between two days, inclusive; by default the last thirty.</summary>
internal static class GetTemplateStats
{
    private const int DefaultDays = 30;
    private const int MaxDays = 366;

    internal static async Task<Results<Ok<TemplateStatsResponse>, Problem>> HandleAsync(
        string id, string? from, string? to, ClaimsPrincipal caller, PassesDbContext db, TemplateClient templates, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (!TypeId.TryParse(IdPrefixes.Template, id, out var templateId) ||
            !await db.HasTemplateAsync(templates, caller.OrganizationId, templateId, cancellationToken))
            return Problem.NotFound("template", id);
        var errors = new List<InvalidValue>();
        var last = Day(to, "?to", errors) ?? DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var first = Day(from, "?from", errors) ?? last.AddDays(-Math.Min(DefaultDays - 1, last.DayNumber));
        if (errors.Count == 0 && (first > last || last.DayNumber - first.DayNumber >= MaxDays))
            errors.Add(new InvalidValue("?from", "out_of_range", $"Request at most {MaxDays} days, the first before the last.",
                ("maxDays", MaxDays)));
        if (errors.Count > 0)
            return Problem.Invalid(errors);

        var organizationId = caller.OrganizationId;
        var rows = await db.TemplateUsage.AsNoTracking()
            .Where(u => u.OrganizationId == organizationId && u.TemplateId == templateId && u.Day >= first && u.Day <= last)
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(new TemplateStatsResponse
        {
            TemplateId = id,
            From = first,
            To = last,
            Totals = Sum(rows, new TemplateCounts()),
            Days = [.. rows.GroupBy(row => row.Day).OrderBy(day => day.Key).Select(day => Sum(day, new DayCounts { Date = day.Key }))],
            Sources =
            [
                .. rows.GroupBy(row => row.Source)
                    .Select(source => Sum(source, new SourceCounts { Source = source.Key.Length == 0 ? null : source.Key }))
                    .OrderByDescending(source => source.Views).ThenBy(source => source.Source, StringComparer.Ordinal),
            ],
        });
    }

    private static DateOnly? Day(string? text, string pointer, List<InvalidValue> errors)
    {
        if (text is null)
            return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return day;
        errors.Add(new InvalidValue(pointer, "wrong_date", "Write the day as year, month and day, for example 2026-12-15."));
        return null;
    }

    private static T Sum<T>(IEnumerable<TemplateUsage> rows, T start)
        where T : TemplateCounts => rows.Aggregate(start, (sum, row) => sum with
        {
            Views = sum.Views + row.Views,
            AppleDownloads = sum.AppleDownloads + row.AppleDownloads,
            GoogleDownloads = sum.GoogleDownloads + row.GoogleDownloads,
            Installs = sum.Installs + row.Installs,
            Removals = sum.Removals + row.Removals,
            FormViews = sum.FormViews + row.FormViews,
            FormIssues = sum.FormIssues + row.FormIssues,
        });
}
