using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Json;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Persistence.Exports;

/// <summary>What of an organization is read.</summary>
/// <param name="OrganizationId">The organization.</param>
/// <param name="Until">Nothing that was created later.</param>
/// <param name="After">The id after which to begin, to go on with an export that broke off; null for the beginning.</param>
/// <param name="WithFiles">Whether passes come with their signed files.</param>
public sealed record ExportQuery(Guid OrganizationId, DateTimeOffset Until, string? After, bool WithFiles)
{
    /// <summary>The highest id of what was created until then.</summary>
    public Guid Highest => TypeId.HighestAt(Until);

    /// <summary><see cref="After"/> as an id; the lowest there is without one.</summary>
    /// <param name="prefix">The kind of id.</param>
    public Guid AfterId(string prefix) => TypeId.TryParse(prefix, After ?? "", out var id) ? id : Guid.Empty;

    /// <summary><see cref="After"/> as an id and a number in it: <c>bat_.../17</c>.</summary>
    /// <param name="prefix">The kind of id.</param>
    public (Guid Id, int Number) AfterPart(string prefix) =>
        After?.Split('/') is [var id, var number] && TypeId.TryParse(prefix, id, out var parsed)
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var part)
            ? (parsed, part) : default;
}

/// <summary>One resource of an export.</summary>
/// <param name="Id">What it is found by; ids of a kind ascend.</param>
/// <param name="Data">As the API shows it.</param>
public sealed record ExportItem(string Id, object Data)
{
    /// <summary>The signed file of a pass.</summary>
    public byte[]? Pkpass { get; init; }

    /// <summary>Why a pass has no file, as the code of an error.</summary>
    public string? NotSigned { get; init; }
}

/// <summary>A line of an export.</summary>
/// <param name="Kind">What it is: <c>pass</c>, <c>template</c> ...</param>
/// <param name="Id">What it is found by.</param>
/// <param name="Data">As the API shows it.</param>
/// <param name="Pkpass">The signed file of a pass in base64, if it was asked for.</param>
/// <param name="NotSigned">Why a pass has no file, as the code of an error.</param>
public sealed record ExportLine(string Kind, string Id, object Data, byte[]? Pkpass, string? NotSigned)
{
    /// <summary>A line of a kind.</summary>
    public static ExportLine Of(string kind, ExportItem item) =>
        new(kind, item.Id, item.Data, item.Pkpass, item.NotSigned);
}

/// <summary>A kind of resource that a service exports.</summary>
/// <param name="Name">As lines name it.</param>
/// <param name="Read">Reads it.</param>
public sealed record ExportedKind(string Name, ReadExport Read);

/// <summary>Reads what an organization has of a kind, by ascending id and in pages, so that memory holds one page.</summary>
/// <param name="services">The services of the request.</param>
/// <param name="query">What is read.</param>
public delegate IAsyncEnumerable<ExportItem> ReadExport(
    IServiceProvider services, ExportQuery query, CancellationToken cancellationToken);

/// <summary>
/// The export stream of a service, for the gateway, which joins those of all services into one file. Nothing is stored: a copy would keep
/// what an erasure or retention removes.
/// </summary>
public static class ExportRoutes
{
    /// <summary>The path without the kind.</summary>
    public const string Path = "/internal/exports";

    /// <summary>Registers a kind.</summary>
    public static IServiceCollection AddExport(
        this IServiceCollection services, string kind, ReadExport read) => services.AddSingleton(new ExportedKind(kind, read));

    /// <summary>Maps the stream. The gateway routes nothing below <c>/internal</c>.</summary>
    public static void MapExports(this IEndpointRouteBuilder routes) =>
        routes.MapGet(Path + "/{kind}", HandleAsync).RequireScope(Scopes.ExportsRead).ExcludeFromDescription();

    /// <summary>Rows by ascending id, from the one after <see cref="ExportQuery.After"/> to what was created last.</summary>
    /// <param name="query">What is read.</param>
    /// <param name="rows">The rows of the organization.</param>
    /// <param name="id">Their id.</param>
    /// <param name="prefix">The kind of id.</param>
    /// <param name="size">Rows of a page.</param>
    public static IAsyncEnumerable<TRow> RowsAsync<TRow>(
        this ExportQuery query, IQueryable<TRow> rows, Expression<Func<TRow, Guid>> id, string prefix, int size,
        CancellationToken cancellationToken)
        where TRow : class
    {
        var (key, highest) = ((PropertyInfo)((MemberExpression)id.Body).Member, query.Highest);
        var name = key.Name;
        return PagesAsync(
            query.AfterId(prefix), size,
            (after, limit) => rows.AsNoTracking()
                .Where(row => EF.Property<Guid>(row, name) > after && EF.Property<Guid>(row, name) <= highest)
                .OrderBy(row => EF.Property<Guid>(row, name)).Take(limit).ToListAsync(cancellationToken),
            row => (Guid)key.GetValue(row)!);
    }

    /// <summary>Reads page by page: each begins after the last row of the one before.</summary>
    /// <param name="after">The row after which to begin.</param>
    /// <param name="size">Rows of a page.</param>
    /// <param name="read">Reads up to a page of rows after one.</param>
    /// <param name="keyOf">What rows are ordered by.</param>
    public static async IAsyncEnumerable<TRow> PagesAsync<TRow, TKey>(
        TKey after, int size, Func<TKey, int, Task<List<TRow>>> read, Func<TRow, TKey> keyOf)
    {
        while (true)
        {
            var page = await read(after, size);
            foreach (var row in page)
                yield return row;
            if (page.Count < size)
                yield break;
            after = keyOf(page[^1]);
        }
    }

    /// <summary>Writes the lines of a kind.</summary>
    /// <returns>How many lines were written.</returns>
    public static Task<long> WriteAsync(
        string kind, IAsyncEnumerable<ExportItem> items, Stream output, CancellationToken cancellationToken) =>
        Ndjson.WriteAsync(items.Select(item => ExportLine.Of(kind, item)), output, cancellationToken);

    private static async Task<IResult> HandleAsync(
        string kind, DateTimeOffset until, string? after, bool? files, ClaimsPrincipal caller, IEnumerable<ExportedKind> kinds,
        HttpContext context)
    {
        if (kinds.FirstOrDefault(one => one.Name == kind) is not { } exported)
            return Problem.NotFound("kind of resource", kind);
        context.Response.ContentType = Ndjson.MediaType;
        var query = new ExportQuery(caller.OrganizationId, until, after, files == true);
        await WriteAsync(
            kind, exported.Read(context.RequestServices, query, context.RequestAborted), context.Response.Body, context.RequestAborted);
        return TypedResults.Empty;
    }
}
