using System.Security.Claims;
using System.Text.Json;
using Passinstance.PassPreview;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.ServiceDefaults.Requests;
using Passinstance.Templates.Persistence;
using Passinstance.Wallet.Apple;
using Passinstance.Wallet.Apple.Packages;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;

namespace Passinstance.Templates.Templates;

/// <summary>Writes the saved design or a published version as a file of Apple's, for other tools.</summary>
internal static class ExportTemplate
{
    internal static async Task<IResult> HandleAsync(
        string id, string? format, string? version, ClaimsPrincipal caller, TemplatesDbContext db, CancellationToken cancellationToken)
    {
        if (await db.FindTemplateAsync(id, caller, cancellationToken) is not { } template)
            return TemplateLookup.NotFound(id);
        if (format is not (null or "pkpass" or "pkpasstemplate"))
        {
            return Problem.Invalid("?format", "wrong_type",
                $"format must be pkpasstemplate or pkpass; you sent \"{SentValue.Shorten(format)}\".",
                ("expected", "choice"), ("allowed", "pkpasstemplate, pkpass"), ("sent", SentValue.Shorten(format)));
        }

        var (definition, images) = (template.ReadDefinition(), template.Images);
        if (version is not null)
        {
            if (await db.FindVersionAsync(template, version, cancellationToken) is not { } published)
                return TemplateLookup.VersionNotFound(version);
            definition = JsonSerializer.Deserialize<WalletTemplate>(published.Definition, WalletJson.Options)!;
            images = published.Images;
        }

        var isPass = format == "pkpass";
        var file = PassPackage.Write(
            definition, await db.ReadImagesAsync(template.OrganizationId, images, cancellationToken), SamplePass.Of(definition),
            isPass ? PackageFormat.Pkpass : PackageFormat.PkpassTemplate);
        return isPass
            ? TypedResults.File(file, PreparedPassTemplate.MediaType, "template.pkpass")
            : TypedResults.File(file, "application/zip", "template.pkpasstemplate.zip");
    }
}
