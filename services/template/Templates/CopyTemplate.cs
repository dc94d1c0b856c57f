using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.Persistence.Transactions;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.ServiceDefaults.Text;
using Passinstance.Templates.Persistence;

namespace Passinstance.Templates.Templates;

/// <summary>The name of the copy.</summary>
public sealed record CopyTemplateRequest
{
    /// <summary>1 to 100 characters. Default: "Copy of" and the name of the original.</summary>
    public string? Name { get; init; }
}

/// <summary>Creates a draft with the design and images of another template, as they were saved last.</summary>
internal static class CopyTemplate
{
    internal static async Task<Results<Created<TemplateResponse>, Problem>> HandleAsync(
        string id, CopyTemplateRequest? request, ClaimsPrincipal caller, TemplatesDbContext db, FormLink link, TemplateQuotas quotas,
        UnitOfWork unitOfWork, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await db.FindTemplateAsync(id, caller, cancellationToken) is not { } original)
            return TemplateLookup.NotFound(id);
        var name = request?.Name ?? TextCut.Cut($"Copy of {original.Name}", TemplateContents.MaxName);
        if (!TemplateContents.IsName(name, TemplateContents.MaxName))
        {
            return Problem.Invalid("/name", "required",
                $"Give the copy a name of 1 to {TemplateContents.MaxName} characters without control characters, or leave it out.",
                ("minLength", 1), ("maxLength", TemplateContents.MaxName));
        }

        await using var transaction = await unitOfWork.BeginAsync(cancellationToken);
        if (await quotas.CheckAsync(original.OrganizationId, null, original.ReadDefinition(), cancellationToken) is { } exceeded)
            return exceeded;
        var design = new TemplateDesign(original.Definition, original.Images, original.Warnings);
        var copy = Template.Create(original.OrganizationId, name, design, link.CreateSecret(original.OrganizationId), time);
        db.Templates.Add(copy);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);

        var response = TemplateResponse.From(copy, link);
        return TypedResults.Created($"/api/v1/templates/{response.Id}", response);
    }
}
