using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Apple.Images;

/// <summary>
/// Icons without a scale. Devices look for <c>icon.png</c> by that name and open no pass without it; a template that has only
/// <c>icon@2x</c> gets the smallest scale that it has under the plain name, which devices scale down.
/// </summary>
internal static class BaseImages
{
    private const string Icon = "icon";

    public static IEnumerable<PassImage> MissingFrom(IReadOnlyList<PassImage> images) => images
        .Where(image => ImageName.BaseOf(image.Name) == Icon)
        .GroupBy(image => image.Language is null ? "" : LanguageTag.Canonical(image.Language))
        .Where(scales => scales.All(image => ImageName.ScaleOf(image.Name) != 1))
        .Select(scales => scales.MinBy(image => ImageName.ScaleOf(image.Name) ?? int.MaxValue)! with { Name = Icon });
}
