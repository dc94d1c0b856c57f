using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Passinstance.ExternalSigners;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.Rendering;
using Passinstance.Persistence.Exports;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Passes.Passes;

/// <summary>The organization's passes with their values, and if asked for their signed files. Deleted ones are left out.</summary>
internal static class ExportPasses
{
    private const int PageSize = 500;

    // A file has up to some megabytes of images.
    private const int SignedPageSize = 20;

    internal static async IAsyncEnumerable<ExportItem> ReadAsync(
        IServiceProvider services, ExportQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (db, presenter) = (services.GetRequiredService<PassesDbContext>(), services.GetRequiredService<PassPresenter>());
        var (highest, size) = (query.Highest, query.WithFiles ? SignedPageSize : PageSize);
        for (var after = query.AfterId(IdPrefixes.Pass); ;)
        {
            var page = await db.Passes.AsNoTracking()
                .Where(p => p.OrganizationId == query.OrganizationId && p.DeletedAt == null && p.Id > after && p.Id <= highest)
                .OrderBy(p => p.Id).Take(size).ToListAsync(cancellationToken);
            var files = query.WithFiles ? await SignAsync(services, page, cancellationToken) : null;
            foreach (var (index, pass) in page.Index())
            {
                var response = presenter.Show(pass);
                yield return new ExportItem(response.Id, response)
                {
                    Pkpass = files?[index].Pkpass,
                    NotSigned = files?[index].NotSigned,
                };
            }

            if (page.Count < size)
                yield break;
            after = page[^1].Id;
        }
    }

    // Together, because an external signer takes a call over the network for each.
    private static async Task<(byte[]? Pkpass, string? NotSigned)[]> SignAsync(
        IServiceProvider services, List<Pass> page, CancellationToken cancellationToken)
    {
        var (templates, renderer) = (services.GetRequiredService<PassTemplates>(), services.GetRequiredService<PassRenderer>());
        var signing = new List<Task<(byte[]?, string?)>>(page.Count);
        foreach (var pass in page)
        {
            var template = await templates.FindVersionAsync(pass, cancellationToken);
            signing.Add(template is null ? Task.FromResult<(byte[]?, string?)>((null, "template_deleted"))
                : renderer.FailureOf(pass, template) is { } failure ? Task.FromResult<(byte[]?, string?)>((null, failure.Code))
                : SignAsync(renderer, pass, template, cancellationToken));
        }

        return await Task.WhenAll(signing);
    }

    private static async Task<(byte[]? Pkpass, string? NotSigned)> SignAsync(
        PassRenderer renderer, Pass pass, RenderingTemplate template, CancellationToken cancellationToken)
    {
        try
        {
            var (prefix, tail) = await renderer.GetFileAsync(pass, template, [], cancellationToken);
            return ([.. prefix.Span, .. tail.Span], null);
        }
        catch (ExternalSignerException)
        {
            return (null, "signer_unavailable");
        }
    }
}
