using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;
using Passinstance.PassPreview.Content;
using Passinstance.PassPreview.Findings;
using Passinstance.PassPreview.Layouts;
using Passinstance.Wallet.Apple.Images;
using Passinstance.Wallet.Apple.PassJson;
using Passinstance.Wallet.Google;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Rules;

namespace Passinstance.PassPreview;

/// <summary>
/// Draws what a wallet shows of a pass. One layout of boxes becomes SVG, PNG and HTML; it is made from the same pass.json and the same
/// Google object that the wallets get. No web, database or clock.
/// </summary>
public static class Preview
{
    private const int MaxGenerated = 200;
    private static readonly ConcurrentDictionary<(string, string?, string?, bool, bool), IReadOnlyList<PassImage>> Generated = new();

    /// <summary>Draws one surface.</summary>
    /// <param name="request">What to draw.</param>
    public static PreviewPicture Draw(PreviewRequest request)
    {
        IReadOnlyList<PassImage> WithOwn(IReadOnlyList<PassImage> images) => request.Surface == PreviewSurface.Google
            ? OwnImage.OverInGoogle(images, request.OwnImages) : OwnImage.Over(images, request.OwnImages);
        var given = WithOwn(request.Images);
        var images = request.AppleImages is { } made ? WithOwn(made) : [.. given, .. MissingFrom(request.Template, given)];
        var pass = request.Pass ?? SamplePass.Of(request.Template);
        var passJson = request.PassJson ?? PassJsonOf(request.Template, pass);
        var face = PassFace.Read(passJson, request.Template, request.Locale, request.Now, request.TextLanguage);
        if (request.Surface == PreviewSurface.Google)
        {
            // As Google gets it: with the uploaded images where the template names none.
            var shown = GoogleImages.Fill(request.Template, given, image => GooglePictures.AddressOf(given, image));
            var card = GoogleCard.Read(shown, pass, request.Locale, request.TextLanguage);
            var pictures = new GooglePictures(given, request.Images, images, card);
            var google = GoogleFront.Draw(card, pictures, request.ScreenWidth, request.Ended);
            List<FaceField> texts = [.. card.Texts(), .. card.Details];
            return new PreviewPicture(
                request, google, face, texts, [.. LogoFindings.Of(pictures, google.Background), .. FindingsOf(google, "Google Wallet")]);
        }

        if (request.Surface == PreviewSurface.AppleBack)
        {
            var back = AppleBack.Draw(face, request.ScreenWidth, request.Theme == PreviewTheme.Dark);
            return new PreviewPicture(request, back, face, face.Back, []);
        }

        var front = AppleFront.Draw(face, images, request.ScreenWidth, request.Ended);
        IReadOnlyList<Finding> findings = [.. ContrastFindings.Of(face, request.Template, images), .. FindingsOf(front, "Apple Wallet")];
        return new PreviewPicture(
            request, front, face, [.. face.Header, .. face.Primary, .. face.Secondary, .. face.Auxiliary, .. face.Foot], findings);
    }

    /// <summary>
    /// What can be said of a template before there is a pass: colors that cannot be read, and texts of its own that do not fit.
    /// </summary>
    /// <param name="template">The template, itself without errors.</param>
    /// <param name="images">Its images.</param>
    /// <param name="now">For dates that are shown relative to today.</param>
    public static IReadOnlyList<Finding> Check(WalletTemplate template, IReadOnlyList<PassImage> images, DateTimeOffset now)
    {
        var found = new Dictionary<(string, string), Finding>();
        // The narrowest screen that is sold, and only the template's own values: samples would accuse it of what no pass has.
        var request = new PreviewRequest
        {
            Template = template,
            Images = images,
            Pass = new WalletPass { SerialNumber = "preview" },
            Locale = template.DefaultLanguage ?? "en",
            Now = now,
            ScreenWidth = PreviewRequest.NarrowScreen,
        };
        var google = request with { Surface = PreviewSurface.Google, ScreenWidth = PreviewRequest.AndroidScreen };
        foreach (var finding in Draw(request).Findings.Concat(Draw(google).Findings))
            found.TryAdd((finding.Pointer, finding.Code), finding);
        return [.. found.Values];
    }

    /// <summary>The pass.json of a pass, unsigned.</summary>
    internal static byte[] PassJsonOf(WalletTemplate template, WalletPass pass)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
            new PassJsonTemplate(template).Write(writer, pass);
        return json.WrittenSpan.ToArray();
    }

    private static IEnumerable<Finding> FindingsOf(Drawn drawn, string wallet) => drawn.Sheet.Truncations
        .DistinctBy(cut => cut.Pointer, StringComparer.Ordinal)
        .Select(cut => TruncationFindings.Of(cut, wallet));

    // Drawing them takes milliseconds, and they depend on little.
    private static IReadOnlyList<PassImage> MissingFrom(WalletTemplate template, IReadOnlyList<PassImage> images)
    {
        var hasIcon = images.Any(image => ImageName.BaseOf(image.Name) == "icon");
        var hasLogo = images.Any(image => ImageName.BaseOf(image.Name) == "logo");
        if (hasIcon && hasLogo)
            return [];
        if (Generated.Count > MaxGenerated)
            Generated.Clear();
        return Generated.GetOrAdd(
            (template.OrganizationName ?? "", template.BackgroundColor, template.ForegroundColor, hasIcon, hasLogo),
            _ => [.. GeneratedImages.MissingFrom(template with { OrganizationName = template.OrganizationName ?? "" }, images)
                .Where(image => image.Name.EndsWith("@3x", StringComparison.Ordinal))]);
    }
}
