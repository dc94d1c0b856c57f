using System.Text.Json.Serialization;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;

namespace Passinstance.PassPreview;

/// <summary>A side of a pass in a wallet.</summary>
public enum PreviewSurface
{
    /// <summary>The card in Apple Wallet.</summary>
    AppleFront,

    /// <summary>The details in Apple Wallet.</summary>
    AppleBack,

    /// <summary>The card in Google Wallet.</summary>
    Google,
}

/// <summary>The appearance of the phone's system.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<PreviewTheme>))]
public enum PreviewTheme
{
    /// <summary>Dark text on light.</summary>
    Light,

    /// <summary>Light text on dark.</summary>
    Dark,
}

/// <summary>What to draw.</summary>
public sealed record PreviewRequest
{
    /// <summary>The width of the narrowest iPhone that is sold, in points.</summary>
    public const double NarrowScreen = 375;

    /// <summary>The width of most Android phones, in points.</summary>
    public const double AndroidScreen = 412;

    /// <summary>The template.</summary>
    public required WalletTemplate Template { get; init; }

    /// <summary>Its images as they were uploaded: of these Google Wallet gets the addresses.</summary>
    public IReadOnlyList<PassImage> Images { get; init; } = [];

    /// <summary>The images in the file for Apple Wallet, where it was made before; null to draw an icon and a logo where there are
    /// none.</summary>
    public IReadOnlyList<PassImage>? AppleImages { get; init; }

    /// <summary>Images of the pass, in the place of the template's of their names.</summary>
    public IReadOnlyList<PassImage> OwnImages { get; init; } = [];

    /// <summary>The pass; null to have its fields filled with samples.</summary>
    public WalletPass? Pass { get; init; }

    /// <summary>The pass's pass.json, where it was made before.</summary>
    public ReadOnlyMemory<byte>? PassJson { get; init; }

    /// <summary>The side to draw.</summary>
    public PreviewSurface Surface { get; init; }

    /// <summary>The language of the phone, as a tag such as <c>de</c> or <c>pt-BR</c>.</summary>
    public string Locale { get; init; } = "en";

    /// <summary>The language of the template's texts; null to choose it by the phone's.</summary>
    public string? TextLanguage { get; init; }

    /// <summary>The appearance of the phone; the cards look the same in both.</summary>
    public PreviewTheme Theme { get; init; }

    /// <summary>The width of the phone's screen, in points.</summary>
    public double ScreenWidth { get; init; } = 393;

    /// <summary>The current time: some dates are shown relative to it.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Why the pass is no longer valid, in the phone's language; null while it is.</summary>
    public string? Ended { get; init; }
}
