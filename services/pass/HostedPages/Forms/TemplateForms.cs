using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.Rendering;
using Passinstance.Security.Links;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Wallet.Model;

namespace Passinstance.Passes.HostedPages.Forms;

/// <summary>A template's form that a link leads to.</summary>
/// <param name="OrganizationId">Whose.</param>
/// <param name="TemplateId">Of which template.</param>
/// <param name="Template">The template's design.</param>
/// <param name="Form">What is asked.</param>
/// <param name="Link">The link that led here.</param>
/// <param name="Failure">Why no pass can be issued from it at the moment; null when one can.</param>
internal sealed record TemplateForm(Guid OrganizationId, Guid TemplateId, WalletTemplate Template, PassFlowForm Form, string Link, Failure? Failure);

/// <summary>Finds the published form of a template by its link. One that is wrong in any way, or of a draft or deleted template, gets one answer.</summary>
internal sealed class TemplateForms(PassesDbContext db, PassTemplates templates)
{
    internal static Problem Unknown { get; } = Problem.Of(404, "unknown_link", "This link leads to no form. Ask whoever sent it for a new one.");

    internal async Task<TemplateForm?> FindAsync(string link, CancellationToken cancellationToken)
    {
        if (!PublicLink.TryRead(link, out var read) || await templates.FindForIssueAsync(read.OrganizationId, read.Id, cancellationToken) is not { } template)
            return null;
        var hash = await db.Templates.Where(t => t.OrganizationId == read.OrganizationId && t.Id == read.Id).Select(t => t.FormLinkHash).SingleOrDefaultAsync(cancellationToken);
        return hash is not null && read.Proves(hash) && template.Definition.PassFlow is { Form: { } form } and not { Enabled: false }
            ? new TemplateForm(read.OrganizationId, read.Id, template.Definition, form, link, template.RefusalNow)
            : null;
    }
}
