using System.Security.Claims;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Images;
using Passinstance.Passes.Rendering;
using Passinstance.Persistence;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Json;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Rules;

namespace Passinstance.Passes.Passes;

/// <summary>A new pass from a template.</summary>
public record CreatePassRequest : PassContent
{
    /// <summary>Id of the template, <c>tpl_...</c>.</summary>
    public string? TemplateId { get; init; }

    /// <summary>Your own number for the pass, 1 to 200 characters: stable, and unique within the template's pass type identifier.</summary>
    public string? SerialNumber { get; init; }

    /// <summary>Deprecated; use <c>fields</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OrderedDictionary<string, FieldValue>? CustomFields { get; init; }
}

internal static class CreatePass
{
    private const int MaxSerialNumber = 200;

    internal static async Task<Results<Created<PassResponse>, Problem>> HandleAsync(
        CreatePassRequest request, ClaimsPrincipal caller, PassCommandContext context, PassPresenter presenter,
        CancellationToken cancellationToken)
    {
        var created = await CreateAsync(request, caller.OrganizationId, context, cancellationToken);
        if (created.Pass is not { } pass)
            return created.Failure!;
        var response = presenter.Show(pass);
        return TypedResults.Created($"/api/v1/passes/{response.Id}", response);
    }

    internal static async Task<PassResult> CreateAsync(
        CreatePassRequest request, Guid organizationId, PassCommandContext context, CancellationToken cancellationToken)
    {
        var errors = Check(request, out var templateId);
        if (errors.Count > 0)
            return Problem.Invalid(errors);

        var template = await context.Templates.FindForCreateAsync(organizationId, templateId, cancellationToken);
        var images = await context.Db.FindImagesAsync(
            organizationId, KnownImages.IdsIn(request.Images), keeps: true, cancellationToken);
        var made = Make(request, organizationId, templateId, template, images, context);
        if (made.Pass is not { } pass)
            return made;
        try
        {
            await context.Saves.InsertAsync(context.Db, pass, cancellationToken);
            return pass;
        }
        catch (Exception exception) when (PostgresErrors.IsUniqueViolation(exception))
        {
            context.Db.ChangeTracker.Clear();
            var existing = await context.Db.Passes.AsNoTracking()
                .Where(p => p.OrganizationId == organizationId && p.PassTypeIdentifier == pass.PassTypeIdentifier
                    && p.SerialNumber == pass.SerialNumber)
                .Select(p => new { p.Id, p.DeletedAt }).SingleOrDefaultAsync(cancellationToken);
            return Duplicate(pass.PassTypeIdentifier, pass.SerialNumber, existing?.Id, existing?.DeletedAt is not null);
        }
    }

    /// <summary>A pass that is ready to be stored, or why the request is rejected.</summary>
    /// <param name="request">The request, whose form was checked.</param>
    /// <param name="organizationId">The issuer.</param>
    /// <param name="templateId">The template that the request names.</param>
    /// <param name="template">Its newest version; null when the organization has no such template.</param>
    /// <param name="images">The images that the request names, as far as they exist.</param>
    /// <param name="context">What commands work with.</param>
    internal static PassResult Make(
        CreatePassRequest request, Guid organizationId, Guid templateId, RenderingTemplate? template, KnownImages images,
        PassCommandContext context)
    {
        var content = StoredJson.Carry(request, request.ToContent() with { Fields = request.Fields ?? request.CustomFields });
        if (context.Quotas.Value.CheckSize(content) is { } tooLarge)
            return tooLarge;
        if (template is null)
            return Problem.Invalid([UnknownTemplate(request)]);
        if (images.Check(content.Images) is { } unknown)
            return unknown;
        if (template.Check(images.Measure(content.ToWalletPass(request.SerialNumber!)), out var warnings) is { } failure)
            return failure;
        return Pass.Create(
            organizationId, templateId, template.PassTypeIdentifier, request.SerialNumber!, content, context.Secret.Create(organizationId),
            template.RenderedWith, warnings, context.Time);
    }

    /// <summary>
    /// The response for a serial number that is taken. A deleted pass keeps its serial number: devices that have it would take a new pass
    /// for the old one.
    /// </summary>
    internal static Problem Duplicate(string passTypeIdentifier, string serialNumber, Guid? existingId, bool isDeleted)
    {
        if (isDeleted)
            return Problem.Conflict("serial_number_deleted",
                $"The serial number '{serialNumber}' was used by a deleted pass of {passTypeIdentifier} and cannot be used again. " +
                "Choose another serial number.");
        var id = existingId is { } known ? TypeId.Format(IdPrefixes.Pass, known) : "{id}";
        return Problem.Duplicate(
            $"A pass with the serial number '{serialNumber}' exists for {passTypeIdentifier}. Update it with PUT /passes/{id}, or choose " +
            "another serial number.", existingId is null ? null : id);
    }

    internal static List<InvalidValue> Check(CreatePassRequest request, out Guid templateId)
    {
        var errors = new List<InvalidValue>();
        templateId = default;
        if (string.IsNullOrEmpty(request.TemplateId))
            errors.Add(new InvalidValue("/templateId", "required",
                "Name the template to create the pass from, for example tpl_01jd8zk3m5f6qv0s3w2x4y5z6a."));
        else if (!TypeId.TryParse(IdPrefixes.Template, request.TemplateId, out templateId))
            errors.Add(UnknownTemplate(request));
        if (string.IsNullOrWhiteSpace(request.SerialNumber) || request.SerialNumber.Length > MaxSerialNumber)
            errors.Add(new InvalidValue("/serialNumber", "required",
                $"Give the pass a serial number of 1 to {MaxSerialNumber} characters that never changes.",
                ("minLength", 1), ("maxLength", MaxSerialNumber)));
        else if (PassIdentityRules.WrongSerialNumber(request.SerialNumber) is { } problem)
            errors.Add(new InvalidValue("/serialNumber", "invalid_characters", problem));
        if (request is { Fields: not null, CustomFields: not null })
            errors.Add(new InvalidValue("/customFields", "ambiguous", "Send fields or customFields, its deprecated name, not both."));
        return errors;
    }

    private static InvalidValue UnknownTemplate(CreatePassRequest request) => new("/templateId", "unknown_template",
        $"There is no template '{request.TemplateId}' in your organization. Create it with POST /templates, or check the id.");
}
