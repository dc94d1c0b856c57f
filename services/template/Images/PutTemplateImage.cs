using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using Passinstance.Contracts.V1;
using Passinstance.Persistence;
using Passinstance.ServiceDefaults.Concurrency;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.ServiceDefaults.Requests;
using Passinstance.Templates.Persistence;
using Passinstance.Templates.Templates;
using Passinstance.Wallet.Model;

namespace Passinstance.Templates.Images;

/// <summary>
/// Adds an image to the saved design or replaces the one of that name and language. The body is the PNG file. Passes show it once the
/// template is published.
/// </summary>
internal static class PutTemplateImage
{
    internal const int MaxImage = 10 * 1024 * 1024;

    internal static async Task<Results<Ok<TemplateResponse>, Problem>> HandleAsync(
        string id, string name, string? language, IfMatch ifMatch, HttpContext http, ClaimsPrincipal caller, TemplatesDbContext db,
        FormLink link, TemplateQuotas quotas, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await db.FindTemplateAsync(id, caller, cancellationToken) is not { } template)
            return TemplateLookup.NotFound(id);
        if (ifMatch.Check("template", template.Revision) is { } mismatch)
            return mismatch;
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type)
            || !type.MediaType.Equals("image/png", StringComparison.OrdinalIgnoreCase))
        {
            return Problem.Of(StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type",
                "Send the bytes of a PNG file with Content-Type: image/png.");
        }

        if (await RequestFile.ReadAsync(http.Request, MaxImage, cancellationToken) is not { } content)
        {
            return Problem.Of(StatusCodes.Status413PayloadTooLarge, "body_too_large",
                $"The image is larger than {MaxImage / (1024 * 1024)} MiB. Send a smaller one.");
        }

        var errors = new List<InvalidValue>();
        var image = await ImageUploads.ReadAsync(new PassImage(ImageNames.Of(name), language, content), "", errors, cancellationToken);
        if (errors.Count > 0)
            return Problem.Invalid(errors);
        var others = template.Images.Where(i => !ImageNames.Same(i, image.Name, language)).ToList();
        List<PassImage> images = [.. await db.ReadImagesAsync(template.OrganizationId, others, cancellationToken), image];
        var definition = template.ReadDefinition();
        var warnings = await TemplateContents.ValidateAsync(
            db, template.OrganizationId, definition, images, errors, cancellationToken);
        if (errors.Count > 0)
            return Problem.Invalid([.. errors.Select(error => Locate(error, images.Count - 1))]);

        if (await quotas.StoreAsync(template.OrganizationId, [image], "", errors, cancellationToken) is not { } stored)
            return Problem.Invalid(errors);
        template.Change(template.Name, TemplateDesign.Of(definition, [.. others, .. stored], warnings), time);
        if (!await db.TrySaveAsync(cancellationToken))
            return TemplateLookup.ChangedMeanwhile();
        return TypedResults.Ok(TemplateResponse.From(template, link));
    }

    // The body is not JSON: an error in the image points at the whole body.
    private static InvalidValue Locate(InvalidValue error, int index) => error.Pointer switch
    {
        var pointer when pointer == $"/images/{index}/name" => error with { Pointer = "{name}" },
        var pointer when pointer == $"/images/{index}/language" => error with { Pointer = "?language" },
        var pointer when pointer.StartsWith($"/images/{index}", StringComparison.Ordinal) => error with { Pointer = "" },
        _ => error,
    };
}

/// <summary>Images by name and language.</summary>
internal static class ImageNames
{
    /// <summary>Apple's name, without the extension that an address may have.</summary>
    internal static string Of(string name) => name.EndsWith(".png", StringComparison.Ordinal) ? name[..^".png".Length] : name;

    internal static bool Same(TemplateImage image, string name, string? language) =>
        image.Name == name && string.Equals(image.Language, language, StringComparison.OrdinalIgnoreCase);
}
