using System.Collections.Frozen;
using System.Globalization;
using System.Security.Claims;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;
using Passinstance.Contracts.V1;
using Passinstance.PassPreview;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.ServiceDefaults.Requests;
using Passinstance.Templates.Images;
using Passinstance.Templates.Persistence;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Rules;

namespace Passinstance.Templates.Templates;

/// <summary>A side of a pass in a wallet.</summary>
public enum TemplatePreviewSurface
{
    /// <summary>The card in Apple Wallet.</summary>
    [JsonStringEnumMemberName("apple-front")]
    AppleFront,

    /// <summary>The details in Apple Wallet.</summary>
    [JsonStringEnumMemberName("apple-back")]
    AppleBack,

    /// <summary>The card in Google Wallet.</summary>
    [JsonStringEnumMemberName("google")]
    Google,
}

/// <summary>A phone by the width of its screen.</summary>
public enum TemplatePreviewDevice
{
    /// <summary>375 points.</summary>
    IphoneSe,

    /// <summary>393 points.</summary>
    Iphone,

    /// <summary>430 points.</summary>
    IphoneMax,

    /// <summary>412 points.</summary>
    Pixel,

    /// <summary>360 points.</summary>
    SmallAndroid,
}

/// <summary>What to draw, and with which values.</summary>
public sealed record PreviewTemplateRequest
{
    /// <summary>The side to draw. Default: all as JSON, otherwise <c>apple-front</c>.</summary>
    public TemplatePreviewSurface? Surface { get; init; }

    /// <summary>The phone. Default: <c>iphone</c>, for Google Wallet <c>pixel</c>.</summary>
    public TemplatePreviewDevice? Device { get; init; }

    /// <summary>The appearance of the phone: of the details in Apple Wallet and of the page. Default: <c>light</c>.</summary>
    public PreviewTheme? Theme { get; init; }

    /// <summary>The language of the phone, such as <c>de</c> or <c>pt-BR</c>. Default: the template's.</summary>
    public string? Locale { get; init; }

    /// <summary>Pixels in a point of a PNG, 1 to 3. Default: 2.</summary>
    public int? Scale { get; init; }

    /// <summary>A published version. Default: the saved design.</summary>
    public int? Version { get; init; }

    /// <summary>
    /// A design that is not saved, in place of the saved one. Without <c>images</c> it has those of the saved design.
    /// </summary>
    public TemplateContent? Template { get; init; }

    /// <summary>
    /// Values by field key, as in a pass. Fields without one get a sample, if neither this nor <c>barcodeMessage</c> is given.
    /// </summary>
    public OrderedDictionary<string, FieldValue>? Fields { get; init; }

    /// <summary>The barcode's format. Default: the template's.</summary>
    public BarcodeFormat? BarcodeFormat { get; init; }

    /// <summary>The barcode's content.</summary>
    public string? BarcodeMessage { get; init; }

    /// <summary>The text below the barcode.</summary>
    public string? BarcodeAltText { get; init; }

    /// <summary>
    /// Images of the pass, such as its holder's photo, as PNG files: each stands in the place of the template's images of that name.
    /// </summary>
    public IReadOnlyList<ImageUpload>? Images { get; init; }
}

/// <summary>A template as the wallets show it.</summary>
public sealed record TemplatePreviewResponse
{
    /// <summary>The drawn sides.</summary>
    public IReadOnlyList<DrawnSurface> Surfaces { get; init; } = [];

    /// <summary>
    /// What the wallets would reject, scale, cut or ignore, and what people could not read. Pointers go into the template, or into the
    /// request's <c>fields</c>.
    /// </summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];
}

/// <summary>A drawn side of a pass.</summary>
public sealed record DrawnSurface
{
    /// <summary>Which side.</summary>
    public TemplatePreviewSurface Surface { get; init; }

    /// <summary>Points.</summary>
    public double Width { get; init; }

    /// <summary>Points.</summary>
    public double Height { get; init; }

    /// <summary>The drawing as an SVG file, with its images in it.</summary>
    public string Svg { get; init; } = "";

    /// <summary>The texts that it shows, in their order.</summary>
    public IReadOnlyList<DrawnField> Fields { get; init; } = [];
}

/// <summary>A text of a drawn side.</summary>
public sealed record DrawnField
{
    /// <summary>The field's key; absent for a text that is no field.</summary>
    public string? Key { get; init; }

    /// <summary>The label in the phone's language.</summary>
    public string? Label { get; init; }

    /// <summary>The value, formatted for the phone's language.</summary>
    public string Value { get; init; } = "";
}

/// <summary>
/// Draws a template as the wallets will show it: before it is published, and before anybody is sent anything. <c>Accept</c> chooses SVG,
/// PNG, a page, or JSON with all sides and what was found. It stores nothing.
/// </summary>
internal static class PreviewTemplate
{
    private const string Svg = "image/svg+xml";
    private const string Png = "image/png";
    private const string Html = "text/html";
    private const string Json = "application/json";
    private const int MaxLocale = 35;
    private static readonly string[] Types = [Json, Svg, Png, Html];

    private static readonly FrozenDictionary<TemplatePreviewDevice, double> Widths = new Dictionary<TemplatePreviewDevice, double>
    {
        [TemplatePreviewDevice.IphoneSe] = PreviewRequest.NarrowScreen,
        [TemplatePreviewDevice.Iphone] = 393,
        [TemplatePreviewDevice.IphoneMax] = 430,
        [TemplatePreviewDevice.Pixel] = 412,
        [TemplatePreviewDevice.SmallAndroid] = 360,
    }.ToFrozenDictionary();

    internal static async Task<Results<Ok<TemplatePreviewResponse>, FileContentHttpResult, Problem>> HandleAsync(
        string id, PreviewTemplateRequest? request, HttpContext http, ClaimsPrincipal caller, TemplatesDbContext db, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (TypeOf(http.Request) is not { } type)
        {
            var sent = SentValue.Shorten(http.Request.Headers.Accept.ToString());
            return Problem.Of(StatusCodes.Status406NotAcceptable, "not_acceptable",
                $"A preview is one of {string.Join(", ", Types)}; you accept \"{sent}\". Name one of them in Accept.");
        }

        if (await db.FindTemplateAsync(id, caller, cancellationToken) is not { } template)
            return TemplateLookup.NotFound(id);
        var wanted = request ?? new PreviewTemplateRequest();
        var errors = new List<InvalidValue>();
        Check(wanted, errors);
        var (definition, names) = (template.ReadDefinition(), (IReadOnlyList<TemplateImage>)template.Images);
        if (wanted.Version is { } number)
        {
            var version = await db.TemplateVersions.AsNoTracking().SingleOrDefaultAsync(
                v => v.OrganizationId == template.OrganizationId && v.TemplateId == template.Id && v.Version == number, cancellationToken);
            if (version is null)
                errors.Add(new InvalidValue("/version", "unknown_version", VersionAdvice(template, number)));
            else
                (definition, names) = (JsonSerializer.Deserialize<WalletTemplate>(version.Definition, WalletJson.Options)!, version.Images);
        }

        IReadOnlyList<PassImage>? images = null;
        if (wanted.Template is { } unsaved)
        {
            definition = unsaved;
            images = unsaved.Images is { } uploads ? await ReadAsync(uploads, errors, cancellationToken) : null;
        }

        var own = await PreviewImages.ReadAsync(wanted.Images ?? [], errors, cancellationToken);
        if (errors.Count > 0)
            return Problem.Invalid(errors);
        images ??= await db.ReadImagesAsync(template.OrganizationId, names, cancellationToken);
        try
        {
            return Respond(type, wanted, definition, images, own, time.GetUtcNow());
        }
        catch (Exception exception) when (wanted.Template is not null
            && exception is ArgumentException or InvalidOperationException or FormatException or NullReferenceException or JsonException)
        {
            // An unsaved design may be anything that JSON can write. What it breaks is in the findings of the rules.
            var broken = Wallet.WalletTemplateRules.Validate(definition, images).Where(finding => finding.Severity == FindingSeverity.Error)
                .Select(finding => finding.AsError($"/template{finding.Pointer}")).ToList();
            return Problem.Invalid(broken.Count > 0 ? broken : [new InvalidValue("/template", "cannot_be_drawn",
                "The design cannot be drawn. Save it with PUT /templates/{id} to see what is wrong.")]);
        }
    }

    private static Results<Ok<TemplatePreviewResponse>, FileContentHttpResult, Problem> Respond(
        string type, PreviewTemplateRequest wanted, WalletTemplate definition, IReadOnlyList<PassImage> images,
        IReadOnlyList<PassImage> own, DateTimeOffset now)
    {
        var findings = Wallet.WalletTemplateRules.Validate(definition, images).ToList();
        // A design is drawn while it is being made, and what is missing for a pass is no reason to draw nothing. What has no form that
        // could be drawn at all is.
        if (findings.Any(finding => finding.Code is "too_many_fields" or "too_deep" or "too_long" or "broken_text"))
            return Problem.Invalid(
                [.. findings.Where(f => f.Severity == FindingSeverity.Error).Select(f => f.AsError())]);
        var ofImages = PreviewImages.FindingsOf(definition, own);
        if (PreviewImages.ErrorsOf(ofImages, own) is { Count: > 0 } rejected)
            return Problem.Invalid(rejected);
        findings.AddRange(ofImages);
        var pass = PassOf(wanted, definition);
        if (pass is not null)
            findings.AddRange(Wallet.WalletPassRules.Validate(definition, pass).Where(IsOfTheValues));
        var wrong = findings.Where(finding => finding.Severity == FindingSeverity.Error && IsOfTheValues(finding)).ToList();
        if (pass is not null && wrong.Count > 0)
            return Problem.Invalid([.. wrong.Select(finding => finding.AsError())]);

        PreviewPicture Draw(TemplatePreviewSurface surface) => Preview.Draw(new PreviewRequest
        {
            Template = definition,
            Images = images,
            OwnImages = own,
            Pass = pass,
            Surface = (PreviewSurface)surface,
            Locale = wanted.Locale ?? definition.DefaultLanguage ?? "en",
            Theme = wanted.Theme ?? PreviewTheme.Light,
            ScreenWidth = Widths[wanted.Device
                ?? (surface == TemplatePreviewSurface.Google ? TemplatePreviewDevice.Pixel : TemplatePreviewDevice.Iphone)],
            Now = now,
        });

        if (type != Json)
        {
            var picture = Draw(wanted.Surface ?? TemplatePreviewSurface.AppleFront);
            return type switch
            {
                Svg => TypedResults.Bytes(Encoding.UTF8.GetBytes(picture.ToSvg()), Svg),
                Png => TypedResults.Bytes(picture.ToPng(wanted.Scale ?? 2), Png),
                _ => TypedResults.Bytes(Encoding.UTF8.GetBytes(picture.ToHtml()), $"{Html}; charset=utf-8"),
            };
        }

        var drawn = (wanted.Surface is { } one ? [one] : Enum.GetValues<TemplatePreviewSurface>())
            .Select(surface => (Surface: surface, Picture: Draw(surface))).ToList();
        findings.AddRange(drawn.SelectMany(side => side.Picture.Findings));
        return TypedResults.Ok(new TemplatePreviewResponse
        {
            Surfaces = [.. drawn.Select(side => Of(side.Surface, side.Picture))],
            Findings = [.. findings.DistinctBy(finding => (finding.Pointer, finding.Code, finding.Message))],
        });
    }

    private static DrawnSurface Of(TemplatePreviewSurface surface, PreviewPicture picture) => new()
    {
        Surface = surface,
        Width = picture.Width,
        Height = picture.Height,
        Svg = picture.ToSvg(),
        Fields = [.. picture.Fields.Select(field => new DrawnField
        {
            Key = field.Key.Length == 0 ? null : field.Key,
            Label = field.Label,
            Value = field.Value,
        })],
    };

    // Without any value of the request's own, all fields get samples.
    private static WalletPass? PassOf(PreviewTemplateRequest wanted, WalletTemplate definition)
    {
        if (wanted.Fields is null && wanted.BarcodeMessage is null)
        {
            if (wanted.BarcodeFormat is not { } format)
                return null;
            var barcode = (definition.Barcode ?? new TemplateBarcode()) with { Format = format };
            return SamplePass.Of(definition with { Barcode = barcode }) with { BarcodeFormat = format };
        }

        // A field that is null has no value, as in a pass.
        var fields = new OrderedDictionary<string, FieldValue>(StringComparer.Ordinal);
        foreach (var (key, value) in wanted.Fields ?? [])
        {
            if (value is not null)
                fields[key] = value;
        }

        return new WalletPass
        {
            SerialNumber = "preview",
            Fields = fields,
            BarcodeFormat = wanted.BarcodeFormat,
            BarcodeMessage = wanted.BarcodeMessage,
            BarcodeAltText = wanted.BarcodeAltText,
        };
    }

    private static bool IsOfTheValues(Finding finding) => finding.Pointer.StartsWith("/fields", StringComparison.Ordinal)
        || finding.Pointer.StartsWith("/barcode", StringComparison.Ordinal);

    private static void Check(PreviewTemplateRequest wanted, List<InvalidValue> errors)
    {
        if (wanted.Scale is < 1 or > 3)
            errors.Add(new InvalidValue("/scale", "out_of_range", $"scale must be 1, 2 or 3; you sent {wanted.Scale}."));
        if (wanted.Locale is { } locale
            && (locale.Length is 0 or > MaxLocale || !locale.All(c => char.IsAsciiLetterOrDigit(c) || c is '-')))
        {
            errors.Add(new InvalidValue("/locale", "invalid_language", "locale must be a language tag, such as en, pt-BR or zh-Hans."));
        }

        if (wanted is { Version: not null, Template: not null })
            errors.Add(
                new InvalidValue("/version", "contradictory", "Send version or template, not both: an unsaved design has no version."));
    }

    private static string VersionAdvice(Template template, int number) => template.Version == 0
        ? $"The template has no published version, so there is no version {number}: leave version out to draw the saved design."
        : string.Create(CultureInfo.InvariantCulture,
            $"version must be a published version, 1 to {template.Version}; you sent {number}. Leave it out to draw the saved design.");

    private static async Task<IReadOnlyList<PassImage>> ReadAsync(
        IReadOnlyList<ImageUpload> uploads, List<InvalidValue> errors, CancellationToken cancellationToken)
    {
        var found = new List<InvalidValue>();
        var images = await ImageUploads.ReadAsync(uploads, found, cancellationToken);
        errors.AddRange(found.Select(error => error with { Pointer = "/template" + error.Pointer }));
        return images;
    }

    // The first type of ours that the client likes best; JSON for a client that takes anything.
    private static string? TypeOf(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept.Where(type => type.Quality is not 0)
            .OrderByDescending(type => type.Quality ?? 1).ToList();
        if (accepted.Count == 0)
            return request.Headers.Accept.Count == 0 || string.IsNullOrWhiteSpace(request.Headers.Accept.ToString()) ? Json : null;
        return accepted.Select(type => Array.Find(Types, own => new MediaTypeHeaderValue(own).IsSubsetOf(type)))
            .FirstOrDefault(own => own is not null);
    }
}
