using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using Passinstance.Passes.Persistence;
using Passinstance.PassPreview.Images;
using Passinstance.Persistence.Transactions;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.ServiceDefaults.Requests;
using Passinstance.Wallet.Apple.Images;

namespace Passinstance.Passes.Images;

/// <summary>Stores an image for passes, such as a member's photo. The body is the PNG file.</summary>
internal static class UploadImage
{
    internal const int MaxImage = 10 * 1024 * 1024;

    internal static async Task<Results<Created<UploadedImageResponse>, Problem>> HandleAsync(
        HttpContext http, ClaimsPrincipal caller, PassesDbContext db, UnitOfWork unitOfWork, ImageQuotas quotas, TimeProvider time,
        CancellationToken cancellationToken)
    {
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

        var (png, code, problem) = await ImageReader.ReadAsync(content, cancellationToken);
        if (png is null || PngHeader.TryRead(png) is not { } header)
            return Problem.Invalid("", code, problem);
        var image = UploadedImage.Create(caller.OrganizationId, png, header, time);
        await using var transaction = await unitOfWork.BeginAsync(cancellationToken);
        if (await quotas.CheckAsync(caller, image.Length, cancellationToken) is { } exceeded)
            return exceeded;
        db.UploadedImages.Add(image);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        var response = UploadedImageResponse.From(image);
        return TypedResults.Created($"/api/v1/images/{response.Id}", response);
    }
}
