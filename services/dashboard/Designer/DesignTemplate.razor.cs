using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;
using Passinstance.Client;
using Passinstance.Dashboard.Components;
using Passinstance.Dashboard.Passes;
using Passinstance.Dashboard.SignIn;
using Passinstance.PassPreview;
using Passinstance.Wallet.Model;
using FieldValue = Passinstance.Wallet.Model.FieldValue;
using Finding = Passinstance.Wallet.Rules.Finding;
using FindingSeverity = Passinstance.Wallet.Rules.FindingSeverity;
using PreviewTheme = Passinstance.PassPreview.PreviewTheme;

namespace Passinstance.Dashboard.Designer;

/// <summary>The designer: a template on the left, what both wallets show of it on the right, drawn anew with every key press.</summary>
public partial class DesignTemplate
{
    private const int ShownPasses = 20;
    private const int MaxInlineImages = 700_000;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    private static readonly (string Name, string Text)[] Tabs =
    [
        ("fields", Key("Fields")), ("look", Key("Look")), ("images", Key("Images")), ("barcode", Key("Barcode")),
        ("places", Key("Lock screen")), ("languages", Key("Languages")), ("wallets", Key("Wallets")), ("versions", Key("Versions")),
    ];

    private static readonly (string Text, double Apple, double Google)[] Phones =
    [
        (Key("iPhone and Pixel"), 393, PreviewRequest.AndroidScreen), (Key("Large: iPhone Max"), 430, PreviewRequest.AndroidScreen),
        (Key("Small: iPhone SE"), PreviewRequest.NarrowScreen, 360),
    ];

    // Of a part of the design, the members of the template.
    private static readonly Dictionary<string, string[]> Members = new()
    {
        ["fields"] = ["/layout", "/posterGeneric"],
        ["look"] =
        [
            "/organizationName", "/logoText", "/description", "/backgroundColor", "/foregroundColor", "/labelColor", "/transitType",
        ],
        ["images"] = ["/images"],
        ["barcode"] = ["/barcode"],
        ["places"] = ["/locations", "/relevantDates", "/maxDistance"],
        ["wallets"] =
        [
            "/nfc", "/google", "/sharingProhibited", "/groupingIdentifier", "/preferredStyleSchemes", "/semantics", "/eventLogoText",
            "/urls",
        ],
        ["languages"] = ["/localizations", "/defaultLanguage"],
        ["versions"] = [],
    };

    private static readonly IReadOnlyList<(string Value, string Text)> BarcodeChoices =
    [
        ("Qr", Key("QR code")), ("Pdf417", "PDF417"), ("Aztec", "Aztec"), ("Code128", "Code 128"), ("Code39", "Code 39"),
        ("Codabar", "Codabar"), ("Ean13", "EAN-13"), ("Itf", "Interleaved 2 of 5"),
    ];

    private readonly Dictionary<string, string> _samples = new(StringComparer.Ordinal);
    private DesignDraft? _draft;
    private string _tab = "fields";
    private string _message = "";
    private string _locale = "en";
    private int _phones;
    private bool _isBack;
    private bool _isDark;
    private PreviewPicture _front = null!;
    private PictureAddresses _addresses = null!;
    private IReadOnlyList<Finding> _findings = [];
    private SvgParts _shownFront = null!;
    private SvgParts _shownGoogle = null!;
    private int _errors;
    private TemplateRollout? _rollout;
    private IReadOnlyList<Pass> _passes = [];
    private WalletPass? _pass;
    private IReadOnlyList<PassImage> _ownImages = [];
    private TestPass? _test;

    /// <summary>What the page shows: of the images the bytes are fetched by the circuit.</summary>
    public sealed record View(string Name, int Version, bool UnpublishedChanges, Client.Template Template);

    /// <summary>The template.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    private bool IsPublishable => _draft!.IsChanged || Data is { UnpublishedChanges: true } or { Version: 0 };

    private string Summary => _errors > 0
        ? P(
            _errors, "{0} thing has to be put right before it can be published.",
            "{0} things have to be put right before it can be published.")
        : _findings.Count == 0
            ? T("Nothing to put right.")
            : P(
                _findings.Count, "{0} hint; no hint keeps a pass from being issued.",
                "{0} hints; no hint keeps a pass from being issued.");

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
        var template = await api.GetTemplateAsync(Id, cancellationToken);
        return new View(template.Name, template.Version, template.UnpublishedChanges, template);
    }

    private async Task OpenAsync(Client.Template template) => await RunAsync(async api =>
    {
        var passes = await AllowedAsync(api.ListPassesAsync(limit: ShownPasses, templateId: Id, cancellationToken: Closed), new PassPage());
        _passes = [.. passes.Data];
        var contents = await Task.WhenAll(template.Images.Select(image => BytesAsync(api, image)));
        var images = template.Images.Zip(contents, (image, content) => new PassImage(image.Name, image.Language, content)).ToList();
        _addresses = new PictureAddresses(DesignImages.AddressOf);
        _draft = new DesignDraft(DesignDraft.Read(template), images);
        _locale = _draft.Template.DefaultLanguage ?? "en";
        var sample = SamplePass.Of(_draft.Template);
        _message = sample.BarcodeMessage ?? "";
        foreach (var (key, text) in StartSamples.Of(_draft.Template))
            _samples.TryAdd(key, text);
        foreach (var (key, value) in sample.Fields)
            _samples.TryAdd(key, value.Value.Text);
        Drawn();
    });

    private async Task<byte[]> BytesAsync(PassinstanceClient api, TemplateImage image)
    {
        using var file = await api.GetTemplateImageAsync(Id, image.Name, image.Language, cancellationToken: Closed);
        using var content = new MemoryStream();
        await file.Stream.CopyToAsync(content, Closed);
        return content.ToArray();
    }

    private void Do(Action change)
    {
        change();
        Drawn();
    }

    private void Undo() => Do(() => _draft!.Undo());

    private void SetMessage(string? text) => Do(() => _message = text ?? "");

    private void SetBarcodeFormat(string? format) =>
        ChangeBarcode(barcode => barcode with { Format = Enum.Parse<Wallet.Model.BarcodeFormat>(format!) }, null);

    private void SetAltText(string? text) => ChangeBarcode(barcode => barcode with { AltText = Empty(text) }, "barcode-text");

    private void ChangeBarcode(Func<Wallet.Model.TemplateBarcode, Wallet.Model.TemplateBarcode> change, string? typing) =>
        Do(() => _draft!.Change(t => t with { Barcode = change(t.Barcode ?? new Wallet.Model.TemplateBarcode()) }, typing));

    private void ShowLanguage(string language) => Do(() => _locale = language);

    private int FindingsOf(string tab) => _findings.Count(finding => Array.Exists(
        Members[tab], member => finding.Pointer == member || finding.Pointer.StartsWith(member + "/", StringComparison.Ordinal)));

    private async Task LeaveAsync(LocationChangingContext context)
    {
        if (_draft?.IsChanged == true && !await Dialogs.ConfirmAsync(new Confirmation(
                T("Leave without saving?"), T("What you changed since the draft was last saved is lost."), T("Leave"), IsHarmful: true)))
            context.PreventNavigation();
    }

    // All that a change can touch: some ten milliseconds.
    private void Drawn()
    {
        var draft = _draft!;
        var request = RequestOf(draft.Template, draft.Images);
        _front = Preview.Draw(request);
        var google = Preview.Draw(request with { Surface = PreviewSurface.Google, ScreenWidth = Phones[_phones].Google });
        _shownFront = (_isBack ? Preview.Draw(request with { Surface = PreviewSurface.AppleBack }) : _front).ToSvgParts(_addresses, "a");
        _shownGoogle = google.ToSvgParts(_addresses, "g");
        _findings = draft.Findings(_front, google);
        _errors = _findings.Count(finding => finding.Severity == FindingSeverity.Error);
    }

    private PreviewRequest RequestOf(WalletTemplate template, IReadOnlyList<PassImage> images) => new()
    {
        Template = template,
        Images = images,
        OwnImages = _ownImages,
        Pass = Sample(template),
        Locale = _locale,
        Theme = _isDark ? PreviewTheme.Dark : PreviewTheme.Light,
        ScreenWidth = Phones[_phones].Apple,
        Now = Clock.GetUtcNow(),
    };

    // With the pass's own pictures, in the place of the template's.
    private async Task ShowPassAsync(string id)
    {
        var pass = _passes.FirstOrDefault(pass => pass.Id == id);
        (_pass, _ownImages) = (pass is null ? null : DesignDraft.ReadPass(pass), []);
        Drawn();
        if (pass?.Images is not { Count: > 0 })
            return;
        await RunAsync(async api =>
        {
            var pictures = new PassPictures();
            await pictures.ReadAsync(api, pass, Closed);
            // Unless another was chosen in the meantime.
            if (_pass?.SerialNumber == pass.SerialNumber)
                _ownImages = pictures.Present;
        });
        Drawn();
    }

    private WalletPass Sample(WalletTemplate template)
    {
        if (_pass is not null)
            return _pass;
        var samples = SamplePass.Of(template).Fields;
        var fields = new OrderedDictionary<string, FieldValue>(StringComparer.Ordinal);
        foreach (var field in DesignDraft.PlacesOf(template).SelectMany(place => DesignDraft.FieldsOf(template, place.Name)))
        {
            if (_samples.GetValueOrDefault(field.Key) is { Length: > 0 } text && FieldFormats.ValueOf(field, text) is { } value)
                fields[field.Key] = new FieldValue { Value = value };
            else if (field.Value is null && samples.TryGetValue(field.Key, out var sample))
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
            Toasts.Show(T("The draft is saved. Passes do not change before you publish it."));
    }

    private async Task SaveAsync(PassinstanceClient api)
    {
        var draft = _draft!;
        var request = draft.ToUpdate(Data!.Name);
        var added = draft.Images.Where(image => !IsSaved(image)).ToList();
        var removed = Data.Template.Images
            .Where(image => draft.Images.All(other => other.Name != image.Name || other.Language != image.Language)).ToList();
        // All at once where the request is not too large for it.
        var isInline = (added.Count > 0 || removed.Count > 0) && draft.Images.Sum(image => image.Content.Length) * 4L / 3 < MaxInlineImages;
        if (isInline)
            request.Images = [.. draft.Images.Select(DesignDraft.Upload)];
        await api.UpdateTemplateAsync(Id, request, cancellationToken: Closed);
        if (!isInline)
        {
            foreach (var image in added)
            {
                using var content = new MemoryStream(image.Content.ToArray());
                await api.PutTemplateImageAsync(Id, image.Name, content, image.Language, cancellationToken: Closed);
            }

            foreach (var image in removed)
                await api.DeleteTemplateImageAsync(Id, image.Name, language: image.Language, cancellationToken: Closed);
        }

        Data = await LoadAsync(api, Closed);
        draft.Saved();
    }

    private async Task TestAsync() => await RunAsync(async api =>
    {
        if (_draft!.IsChanged)
            await SaveAsync(api);
        var sample = Sample(_draft.Template);
        _test = await api.CreateTestPassAsync(Id, body: new TestPassRequest
        {
            Fields = sample.Fields.ToDictionary(field => field.Key, field => new Client.FieldValue
            {
                Label = field.Value.Label,
                Value = DesignDraft.ToJson(field.Value.Value),
            }),
            BarcodeMessage = sample.BarcodeMessage,
            BarcodeAltText = sample.BarcodeAltText,
        }, cancellationToken: Closed);
        await Js.InvokeVoidAsync(
            "passinstance.save", Closed, $"{_test.SerialNumber}.pkpass", "application/vnd.apple.pkpass",
            Convert.ToBase64String(_test.Pkpass));
    });

    private async Task ExportAsync(string format) => await RunAsync(async api =>
    {
        using var file = await api.ExportTemplateAsync(Id, format, cancellationToken: Closed);
        using var content = new MemoryStream();
        await file.Stream.CopyToAsync(content, Closed);
        var name = string.Concat(Data!.Name.Select(c => char.IsLetterOrDigit(c) ? c : '-'));
        name += format == "pkpass" ? ".pkpass" : ".pkpasstemplate.zip";
        await Js.InvokeVoidAsync("passinstance.save", Closed, name, "application/zip", Convert.ToBase64String(content.ToArray()));
    });

    private bool IsSaved(PassImage image) => Data!.Template.Images.Any(saved => saved.Name == image.Name && saved.Language == image.Language
        && saved.Sha256 == Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(image.Content.Span)));

    private async Task PublishAsync()
    {
        TemplateRollout? rollout = null;
        if (!await RunAsync(async api =>
        {
            if (_draft!.IsChanged)
                await SaveAsync(api);
            rollout = await api.GetTemplateRolloutAsync(Id, Closed);
        }))
        {
            return;
        }

        // Asked only where it changes what people hold.
        if ((rollout!.Passes > 0 && !await Dialogs.ConfirmAsync(new Confirmation(
                T("Publish version {0}?", Data!.Version + 1),
                T("It becomes the design of new passes.") + " "
                    + P(rollout.Passes, "{0} pass changes on people's phones.", "{0} passes change on people's phones."),
                T("Publish"), IsHarmful: false)))
            || !await RunAsync(async api =>
            {
                await api.PublishTemplateAsync(Id, cancellationToken: Closed);
                Data = await LoadAsync(api, Closed);
            }))
        {
            return;
        }

        Toasts.Show(rollout.Passes > 0
            ? T("Version {0} is published.", Data!.Version)
            : T("Version {0} is published. No pass changes: none that is valid has been issued from this template.", Data!.Version));
        if (rollout.Passes > 0)
            _ = FollowAsync(rollout);
    }

    // The page stays usable while the passes follow.
    private async Task FollowAsync(TemplateRollout before)
    {
        var version = Data!.Version;
        _rollout = new TemplateRollout { Passes = before.Passes, Outdated = before.Passes };
        try
        {
            var api = await ApiAsync();
            while (_rollout.Outdated > 0 && Data?.Version == version)
            {
                StateHasChanged();
                await Task.Delay(Poll, Closed);
                var now = await api.GetTemplateRolloutAsync(Id, Closed);
                // Until the event has arrived there, the passes are counted for the version before.
                if (now.Version >= version)
                    _rollout = now;
            }

            StateHasChanged();
        }
        catch (Exception exception) when (exception is OperationCanceledException or HttpRequestException
            or PassinstanceException or SignedOutException)
        {
            // The page was left, or the progress cannot be read: the passes follow all the same.
            _rollout = null;
        }
    }

    private (SvgParts Apple, SvgParts Google) DrawOther(WalletTemplate template, IReadOnlyList<PassImage> images, string id)
    {
        var request = RequestOf(template, images);
        var google = request with { Surface = PreviewSurface.Google, ScreenWidth = Phones[_phones].Google };
        return (
            Preview.Draw(request).ToSvgParts(_addresses, $"{id}a"), Preview.Draw(google).ToSvgParts(_addresses, $"{id}g"));
    }
}
