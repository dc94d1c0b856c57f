using Microsoft.EntityFrameworkCore;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Templates.Persistence;
using Passinstance.Wallet;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Rules;

namespace Passinstance.Templates.WalletIdentities;

/// <summary>A template that claims a pass type.</summary>
internal sealed record ClaimingTemplate(Guid Id, string Name, string PassTypeIdentifier, string? TeamIdentifier);

/// <summary>Compares templates with the certificates that sign their passes, in both directions.</summary>
internal static class IdentityTemplates
{
    private const string Differs = "certificate_differs";
    private const int MaxTemplates = 1000;
    private const int MaxNamed = 5;

    extension(TemplatesDbContext db)
    {
        /// <summary>The templates of pass types, oldest first.</summary>
        internal async Task<ILookup<string, ClaimingTemplate>> TemplatesOfAsync(
            Guid organizationId, string[] passTypes, CancellationToken cancellationToken)
        {
            var templates = passTypes.Length == 0 ? [] : await db.Database.SqlQuery<ClaimingTemplate>(
                $"""
                 SELECT id AS "Id", name AS "Name", definition ->> 'passTypeIdentifier' AS "PassTypeIdentifier",
                     definition ->> 'teamIdentifier' AS "TeamIdentifier"
                 FROM templates
                 WHERE organization_id = {organizationId} AND deleted_at IS NULL AND definition ->> 'passTypeIdentifier' = ANY({passTypes})
                 ORDER BY id LIMIT {MaxTemplates}
                 """).ToListAsync(cancellationToken);
            return templates.ToLookup(template => template.PassTypeIdentifier, StringComparer.Ordinal);
        }

        /// <summary>What in a design does not fit the organization's certificates and issuers.</summary>
        internal async Task<IReadOnlyList<Finding>> CompareWithIdentitiesAsync(
            Guid organizationId, WalletTemplate design, IReadOnlyList<PassImage> images, CancellationToken cancellationToken)
        {
            var findings = await db.CompareWithCertificatesAsync(organizationId, design, cancellationToken);
            // With settings for Google it is among the engine's findings.
            return design.Google is null && WalletTemplateRules.FindOtherGoogleType(design, images) is { } otherType
                && await db.WalletIdentities.AnyAsync(
                    i => i.OrganizationId == organizationId && i.Kind == WalletIdentity.Google && i.DeletedAt == null, cancellationToken)
                ? [.. findings, otherType] : findings;
        }

        /// <summary>
        /// What in a design differs from the organization's certificates. Nothing while it has uploaded none: then a development
        /// certificate may sign.
        /// </summary>
        private async Task<IReadOnlyList<Finding>> CompareWithCertificatesAsync(
            Guid organizationId, WalletTemplate design, CancellationToken cancellationToken)
        {
            var certificates = await db.WalletIdentities.AsNoTracking()
                .Where(i => i.OrganizationId == organizationId && i.Kind == WalletIdentity.Apple && i.DeletedAt == null && i.Name != "")
                .OrderBy(i => i.Name != design.PassTypeIdentifier).ThenBy(i => i.Name)
                .Select(i => new { i.Name, i.TeamIdentifier }).Take(MaxNamed + 1).ToListAsync(cancellationToken);
            if (certificates.Count == 0)
                return [];
            if (certificates[0] is var certificate && certificate.Name == design.PassTypeIdentifier)
            {
                return certificate.TeamIdentifier == design.TeamIdentifier ? []
                    : [new Finding(FindingSeverity.Warning, "/teamIdentifier", Differs,
                        $"The certificate for {certificate.Name} belongs to team \"{certificate.TeamIdentifier}\", and the template "
                        + $"names \"{design.TeamIdentifier}\": its passes cannot be signed. Write the certificate's team.")];
            }

            var names = string.Join(", ", certificates.Take(MaxNamed).Select(one => one.Name));
            return [new Finding(FindingSeverity.Warning, "/passTypeIdentifier", "no_certificate",
                $"No certificate for \"{design.PassTypeIdentifier}\" is uploaded; there {(certificates.Count == 1 ? "is one" : "are some")}"
                + $" for {names}{(certificates.Count > MaxNamed ? " and others" : "")}. Use one of these identifiers, or upload the "
                + "certificate.")];
        }
    }

    /// <summary>What in the templates of a certificate differs from it.</summary>
    internal static IEnumerable<Finding> Compare(WalletIdentity identity, IEnumerable<ClaimingTemplate> templates) =>
        templates.Where(template => template.TeamIdentifier != identity.TeamIdentifier).Take(MaxNamed).Select(template =>
            new Finding(FindingSeverity.Warning, "/teamIdentifier", Differs,
                $"The template {TypeId.Format(IdPrefixes.Template, template.Id)} names team \"{template.TeamIdentifier}\", and the "
                + $"certificate belongs to \"{identity.TeamIdentifier}\": its passes cannot be signed. Change the template's team and "
                + "publish it."));
}
