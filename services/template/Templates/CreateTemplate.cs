using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Templates.Images;
using Passinstance.Templates.Persistence;
using Passinstance.Wallet;

namespace Passinstance.Templates.Templates;

/// <summary>A new template: its name, its design and its images.</summary>
public sealed record CreateTemplateRequest : WalletTemplate
{
    /// <summary>The issuer's own name for it, 1 to 100 characters; holders do not see it.</summary>
    public string? Name { get; init; }

    /// <summary>PNG images. Without any, an icon and a logo are drawn from the colours and the organisation's name, so that its passes are valid.</summary>
    public IReadOnlyList<ImageUpload>? Images { get; init; }
}

internal static class CreateTemplate
{
    private const int LongestName = 100;

    internal static async Task<Results<Created<TemplateResponse>, Problem>> HandleAsync(
        CreateTemplateRequest request, ClaimsPrincipal caller, TemplatesDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        var images = ImageUploads.Read(request.Images ?? [], out var errors);
        if (string.IsNullOrWhiteSpace(request.Name) || request.Name.Length > LongestName)
            errors.Add(new InvalidValue("/name", "required", $"Give the template a name of 1 to {LongestName} characters."));
        var findings = WalletTemplateRules.Validate(request, images);
        errors.AddRange(findings.Where(finding => finding.Severity == FindingSeverity.Error)
            .Select(finding => new InvalidValue(finding.Pointer, finding.Code, finding.Message)));
        if (errors.Count > 0)
            return Problem.Invalid(errors);

        var organizationId = caller.OrganizationId;
        var stored = await StoredImage.KeepAsync(db, organizationId, images, cancellationToken);
        var template = Template.Create(organizationId, request.Name!, request, stored,
            findings.Where(finding => finding.Severity == FindingSeverity.Warning), time);
        db.Templates.Add(template);
        await db.SaveChangesAsync(cancellationToken);

        var response = TemplateResponse.From(template);
        return TypedResults.Created($"/api/v1/templates/{response.Id}", response);
    }
}
