using System.Globalization;
using Microsoft.AspNetCore.Components;
using Passinstance.Client;
using Passinstance.Dashboard.Components;
using Passinstance.PassPreview;
using Passinstance.PassPreview.Drawing;
using Passinstance.Wallet.Model;
using FieldValue = Passinstance.Wallet.Model.FieldValue;
using Finding = Passinstance.Wallet.Rules.Finding;
using FindingSeverity = Passinstance.Wallet.Rules.FindingSeverity;
using PreviewTheme = Passinstance.PassPreview.PreviewTheme;

namespace Passinstance.Dashboard.Designer;

/// <summary>The designer: a template on the left, what both wallets show of it on the right, drawn anew with every key press.</summary>
public partial class DesignTemplate
{
    private const int CountedPasses = 100;
    private static readonly (string Name, string Text)[] Tabs =
    [
        ("fields", "Fields"), ("look", "Look"), ("images", "Images"), ("barcode", "Barcode"), ("places", "Places"), (
            "languages", "Languages"),
    ];

    private static readonly IReadOnlyList<(string, string)> BarcodeChoices =
    [
        ("Qr", "QR code"), ("Pdf417", "PDF417"), ("Aztec", "Aztec"), ("Code128", "Code 128"), ("Code39", "Code 39"), ("Codabar", "Codabar"),
        ("Ean13", "EAN-13"), ("Itf", "Interleaved 2 of 5"),
    ];

    private readonly Dictionary<string, string> _samples = new(StringComparer.Ordinal);
    private DesignDraft? _draft;
    private string _tab = "fields";
    private string _message = "";
    private string _locale = "en";
    private double _width = 393;
    private bool _isBack;
    private bool _isDark;
    private (string Place, int Index)? _dragged;
    private PreviewPicture _front = null!;
    private PreviewPicture _back = null!;
    private PreviewPicture _google = null!;
    private PictureAddresses _addresses = null!;
    private IReadOnlyList<Finding> _findings = [];
    private IReadOnlyList<Color> _palette = [];
    private int _errors;

    /// <summary>What the page shows: of the images the bytes are fetched by the circuit.</summary>
    public sealed record View(string Name, int Version, bool UnpublishedChanges, Client.Template Template);

    /// <summary>The template.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    private string Summary => _errors > 0
        ? $"{Words.Count(_errors, "thing", "things")} must be put right before it can be published."
        : _findings.Count == 0
            ? "Nothing to put right."
            : $"{Words.Count(_findings.Count, "hint", "hints")}, none of which stops the passes.";

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        await base.OnParametersSetAsync();
        if (Data is not null && _draft is null && RendererInfo.IsInteractive)
            await OpenAsync(Data.Template);
    }

    /// <inheritdoc/>
    protected override async Task<View> LoadAsync(PassinstanceClient api, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(api);
        var template = await api.GetTemplateAsync(Id, cancellationToken);
        return new View(template.Name, template.Version, template.UnpublishedChanges, template);
    }

    private async Task OpenAsync(Client.Template template) => await RunAsync(async api =>
    {
        var images = new List<PassImage>();
        foreach (var image in template.Images)
            images.Add(new PassImage(image.Name, image.Language, await BytesAsync(api, image)));
        _addresses = new PictureAddresses(DesignImages.AddressOf);
        _draft = new DesignDraft(DesignDraft.Read(template), images);
        _locale = _draft.Template.DefaultLanguage ?? "en";
        var sample = SamplePass.Of(_draft.Template);
        _message = sample.BarcodeMessage ?? "";
        foreach (var (key, value) in sample.Fields)
            _samples.TryAdd(key, value.Value.Text);
        Drawn();
    });

    private async Task<byte[]> BytesAsync(PassinstanceClient api, TemplateImage image)
    {
        using var file = await api.GetTemplateImageAsync(Id, image.Name, image.Language, Closed);
        using var content = new MemoryStream();
        await file.Stream.CopyToAsync(content, Closed);
        return content.ToArray();
    }

    private void Change(Func<WalletTemplate, WalletTemplate> change) => Do(() => _draft!.Change(change));

    private void Do(Action change)
    {
        change();
        Drawn();
    }

    private void Undo() => Do(() => _draft!.Undo());

    private void SetSample(string key, string? text) => Do(() => _samples[key] = text ?? "");

    private void Drop(string place, int index)
    {
        if (_dragged is not { } from)
            return;
        _dragged = null;
        Do(() => _draft!.Move(from.Place, from.Index, place, index));
    }

    // All that a change can touch: some ten milliseconds.
    private void Drawn()
    {
        var draft = _draft!;
        var request = new PreviewRequest
        {
            Template = draft.Template,
            Images = draft.Images,
            Pass = Sample(draft),
            Locale = _locale,
            Theme = _isDark ? PreviewTheme.Dark : PreviewTheme.Light,
            ScreenWidth = _width,
            Now = Clock.GetUtcNow(),
        };
        _front = Preview.Draw(request);
        _back = Preview.Draw(request with { Surface = PreviewSurface.AppleBack });
        _google = Preview.Draw(request with { Surface = PreviewSurface.Google, ScreenWidth = PreviewRequest.AndroidScreen });
        _findings = draft.Findings(_front, _google);
        _errors = _findings.Count(finding => finding.Severity == FindingSeverity.Error);
        _palette = draft.Images.FirstOrDefault(image => image.Name.StartsWith("logo", StringComparison.Ordinal)) is { } logo
            ? ImageMaker.Palette(logo.Content) : [];
    }

    private WalletPass Sample(DesignDraft draft)
    {
        var fields = new OrderedDictionary<string, FieldValue>(StringComparer.Ordinal);
        foreach (var field in DesignDraft.Places.SelectMany(place => draft.Fields(place.Name)))
        {
            if (_samples.GetValueOrDefault(field.Key) is { Length: > 0 } text && FieldFormats.ValueOf(field, text) is { } value)
                fields[field.Key] = new FieldValue { Value = value };
            else if (field.Value is null && SamplePass.Of(draft.Template).Fields.TryGetValue(field.Key, out var sample))
                fields[field.Key] = sample;
        }

        return new WalletPass { SerialNumber = "SAMPLE-0001", Fields = fields, BarcodeMessage = _message.Length == 0 ? null : _message };
    }

    private IEnumerable<string> Locales() => new[] { _draft!.Template.DefaultLanguage ?? "en" }
        .Concat(_draft.Template.Localizations?.Keys ?? []).Concat(["en", "de", "fr", "es", "ar", "zh", "hi", "ja"])
        .Distinct(StringComparer.OrdinalIgnoreCase);

    private static string? Empty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private async Task SaveAsync()
    {
        if (await RunAsync(SaveAsync))
            Toasts.Show("The draft is saved. Passes do not change before you publish it.");
    }

    private async Task SaveAsync(PassinstanceClient api)
    {
        var draft = _draft!;
        await api.UpdateTemplateAsync(Id, draft.ToUpdate(Data!.Name), cancellationToken: Closed);
        foreach (var image in Data.Template.Images.Where(image => draft.Images.All(other => other.Name != image.Name)))
            await api.DeleteTemplateImageAsync(Id, image.Name, language: image.Language, cancellationToken: Closed);
        foreach (var image in draft.Images.Where(image => !IsSaved(image)))
        {
            using var content = new MemoryStream(image.Content.ToArray());
            await api.PutTemplateImageAsync(Id, image.Name, content, image.Language, cancellationToken: Closed);
        }

        Data = await LoadAsync(api, Closed);
        draft.Saved();
    }

    private bool IsSaved(PassImage image) => Data!.Template.Images.Any(saved => saved.Name == image.Name && saved.Language == image.Language
        && saved.Sha256 == Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(image.Content.Span)));

    private async Task PublishAsync()
    {
        if (!await RunAsync(async api =>
        {
            await SaveAsync(api);
            var passes = await api.ListPassesAsync(limit: CountedPasses, templateId: Id, cancellationToken: Closed);
            _count = passes.HasMore ? $"more than {CountedPasses} passes" : Words.Count(passes.Data.Count, "pass", "passes");
        }))
        {
            return;
        }

        var text = $"It becomes the design of new passes, and {_count} will change on people's phones.";
        if (!await Dialogs.ConfirmAsync(new Confirmation("Publish this design?", text, "Publish", IsHarmful: false)))
            return;
        if (await RunAsync(async api =>
        {
            await api.PublishTemplateAsync(Id, cancellationToken: Closed);
            Data = await LoadAsync(api, Closed);
        }))
        {
            Toasts.Show(string.Create(CultureInfo.InvariantCulture, $"Version {Data!.Version} is published."));
        }
    }

    private string _count = "";

    private async Task RollBackAsync(int version) => await RunAsync(async api =>
    {
        var published = await api.GetTemplateVersionAsync(Id, version.ToString(CultureInfo.InvariantCulture), Closed);
        var template = DesignDraft.Read(published);
        _draft!.Change(_ => template);
        Drawn();
        Toasts.Show(
            string.Create(
                CultureInfo.InvariantCulture,
                $"The draft is version {version} again, with the images of the draft. Publish it to go back."));
    });
}
