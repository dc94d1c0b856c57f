using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;
using Passinstance.Persistence.Transactions;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.ServiceDefaults.Requests;
using Passinstance.ServiceDefaults.Text;
using Passinstance.Templates.Images;
using Passinstance.Templates.Persistence;
using Passinstance.Templates.WalletIdentities;
using Passinstance.Wallet.Apple.Packages;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;

namespace Passinstance.Templates.Templates;

/// <summary>
/// Creates a draft from a pass or a template of one: the design and the images, with the values of fields as default values. What belongs
/// to the one pass (serial number, barcode content, dates) is left out, and signatures play no part.
/// </summary>
internal static class ImportTemplate
{
    internal const int MaxFile = 10 * 1024 * 1024;

    private static readonly string[] Types =
        ["application/vnd.apple.pkpass", "application/zip", "application/x-zip-compressed", "application/octet-stream"];

    internal static async Task<Results<Created<TemplateResponse>, Problem>> HandleAsync(
        string? name, string? passTypeIdentifier, string? teamIdentifier, HttpContext http, ClaimsPrincipal caller, TemplatesDbContext db,
        FormLink link, TemplateQuotas quotas, UnitOfWork unitOfWork, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type)
            || !Types.Contains(type.MediaType.ToString(), StringComparer.OrdinalIgnoreCase))
        {
            return Problem.Of(StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type",
                $"Send the bytes of a .pkpass or of a packed .pkpasstemplate with Content-Type: {Types[0]} or {Types[1]}.");
        }

        if (await RequestFile.ReadAsync(http.Request, MaxFile, cancellationToken) is not { } file)
        {
            return Problem.Of(StatusCodes.Status413PayloadTooLarge, "body_too_large",
                $"The file is larger than {MaxFile / 1024 / 1024} MiB. Make its images smaller and send it again.");
        }

        WalletTemplate definition;
        IReadOnlyList<PassImage> images;
        try
        {
            (definition, images) = PassPackage.Read(file);
        }
        catch (PackageException exception)
        {
            return Problem.Invalid("", exception.Code, exception.Message);
        }

        var organizationId = caller.OrganizationId;
        definition = await CompleteAsync(
            db, organizationId, definition, passTypeIdentifier, teamIdentifier, cancellationToken);
        var json = JsonSerializer.Serialize(definition, WalletJson.Options);
        var content = JsonSerializer.Deserialize<TemplateContent>(json, WalletJson.Options)! with
        {
            Name = name ?? TextCut.Cut(definition.Description, TemplateContents.MaxName),
            Images = [.. images.Select(image => new ImageUpload
            {
                Name = image.Name,
                Language = image.Language,
                Content = Convert.ToBase64String(image.Content.Span),
            })],
        };
        var errors = new List<InvalidValue>();
        if (await TemplateContents.CheckAsync(db, organizationId, content, [], quotas, errors, cancellationToken) is not { } design)
            return Problem.Invalid(errors);

        await using var transaction = await unitOfWork.BeginAsync(cancellationToken);
        if (await quotas.CheckAsync(organizationId, null, content, cancellationToken) is { } exceeded)
            return exceeded;
        var template = Template.Create(organizationId, content.Name!, design, link.CreateSecret(organizationId), time);
        db.Templates.Add(template);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);

        var response = TemplateResponse.From(template, link);
        return TypedResults.Created($"/api/v1/templates/{response.Id}", response);
    }

    // A template of Apple's has neither team nor pass type, and may lack the texts that a pass must have.
    private static async Task<WalletTemplate> CompleteAsync(
        TemplatesDbContext db, Guid organizationId, WalletTemplate definition, string? passTypeIdentifier, string? teamIdentifier,
        CancellationToken cancellationToken)
    {
        var (passType, team) = (passTypeIdentifier ?? definition.PassTypeIdentifier, teamIdentifier ?? definition.TeamIdentifier);
        if (passType.Length == 0 || team.Length == 0)
        {
            var own = await db.WalletIdentities.AsNoTracking()
                .Where(i => i.OrganizationId == organizationId && i.Kind == WalletIdentity.Apple && i.DeletedAt == null
                    && (passType == "" || i.Name == passType))
                .OrderByDescending(i => i.Id).FirstOrDefaultAsync(cancellationToken);
            passType = passType.Length == 0 ? own?.Name ?? "" : passType;
            team = team.Length == 0 ? own?.TeamIdentifier ?? "" : team;
        }

        var text = new[] { definition.Description, definition.OrganizationName, definition.LogoText }
            .FirstOrDefault(t => t is { Length: > 0 });
        return definition with
        {
            PassTypeIdentifier = passType,
            TeamIdentifier = team,
            Description = definition.Description.Length == 0 ? text ?? "" : definition.Description,
            OrganizationName = definition.OrganizationName.Length == 0 ? definition.LogoText ?? text ?? "" : definition.OrganizationName,
        };
    }
}
