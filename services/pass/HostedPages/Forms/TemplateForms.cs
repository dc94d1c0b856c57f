using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.Rendering;
using Passinstance.Security.Links;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Wallet.Model;

namespace Passinstance.Passes.HostedPages.Forms;

/// <summary>The template's form of a link.</summary>
/// <param name="OrganizationId">The organization.</param>
/// <param name="TemplateId">The template.</param>
/// <param name="Template">The template's design.</param>
/// <param name="Form">The form.</param>
/// <param name="Link">The link itself.</param>
/// <param name="Failure">Why no pass can be created from it at the moment; null when one can.</param>
internal sealed record TemplateForm(
    Guid OrganizationId, Guid TemplateId, WalletTemplate Template, PassFlowForm Form, string Link, RenderingFailure? Failure);

/// <summary>
/// Finds the published form of a template by its link. A wrong link, a draft and a deleted template get the same response.
/// </summary>
internal sealed class TemplateForms(PassesDbContext db, PassTemplates templates)
{
    internal static Problem Unknown { get; } = Problem.Of(404, "unknown_link", "This link does not work. Ask the sender for a new one.");

    internal async Task<TemplateForm?> FindAsync(string link, CancellationToken cancellationToken)
    {
        if (!PublicLink.TryRead(link, out var read) ||
            await templates.FindForCreateAsync(read.OrganizationId, read.Id, cancellationToken) is not { } template)
            return null;
        var hash = await db.Templates.Where(t => t.OrganizationId == read.OrganizationId && t.Id == read.Id)
            .Select(t => t.FormLinkHash).SingleOrDefaultAsync(cancellationToken);
        return hash is not null && read.Proves(hash) && template.Definition.PassFlow is { Form: { } form } and not { Enabled: false }
            ? new TemplateForm(read.OrganizationId, read.Id, template.Definition, form, link, template.FailureNow)
            : null;
    }
}
