using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.Persistence.Transactions;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Templates.Persistence;

namespace Passinstance.Templates.Templates;

/// <summary>A new template. It is published immediately unless <see cref="Status"/> is <c>draft</c>.</summary>
public sealed record CreateTemplateRequest : TemplateContent
{
    /// <summary><c>draft</c> to publish the template later. Default: it is published immediately.</summary>
    public TemplateStatus? Status { get; init; }
}

internal static class CreateTemplate
{
    internal static async Task<Results<Created<TemplateResponse>, Problem>> HandleAsync(
        CreateTemplateRequest request, ClaimsPrincipal caller, TemplatesDbContext db, FormLink link, TemplateQuotas quotas,
        UnitOfWork unitOfWork, TimeProvider time, CancellationToken cancellationToken)
    {
        var organizationId = caller.OrganizationId;
        var errors = new List<InvalidValue>();
        var content = request with { Images = request.Images ?? [] };
        if (await TemplateContents.CheckAsync(db, organizationId, content, [], quotas, errors, cancellationToken) is not { } design)
            return Problem.Invalid(errors);

        await using var transaction = await unitOfWork.BeginAsync(cancellationToken);
        if (await quotas.CheckAsync(organizationId, null, content, cancellationToken) is { } exceeded)
            return exceeded;
        var template = Template.Create(organizationId, request.Name!, design, link.CreateSecret(organizationId), time);
        if (request.Status is not TemplateStatus.Draft)
            db.TemplateVersions.Add(template.PublishWithCreation());
        db.Templates.Add(template);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);

        var response = TemplateResponse.From(template, link);
        return TypedResults.Created($"/api/v1/templates/{response.Id}", response);
    }
}
