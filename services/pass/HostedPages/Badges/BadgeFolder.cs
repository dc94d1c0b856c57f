using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Passinstance.Wallet.Apple.Images;

namespace Passinstance.Passes.HostedPages.Badges;

/// <summary>A file of a brand: "Add to Apple Wallet" or "Add to Google Wallet" in one language.</summary>
/// <param name="Wallet"><c>apple</c> or <c>google</c>.</param>
/// <param name="Language">The language of its text.</param>
/// <param name="IsDark">For pages in dark mode.</param>
/// <param name="File">The last part of its address: it changes with the content.</param>
/// <param name="MediaType">What it is.</param>
/// <param name="Content">The file as it was given: brands do not allow changes.</param>
internal sealed record Badge(
    string Wallet, string Language, bool IsDark, string File, string MediaType, ReadOnlyMemory<byte> Content);

/// <summary>The badges of a folder, each checked.</summary>
internal sealed partial class BadgeFolder
{
    private const int MaxBytes = 100_000;

    // A page shows them 52 points high; with two pixels to a point they are sharp.
    private const int MinHeight = 104;

    private BadgeFolder(IReadOnlyList<Badge> badges, IReadOnlyList<string> problems) => (Badges, Problems) = (badges, problems);

    internal IReadOnlyList<Badge> Badges { get; }

    /// <summary>What is wrong with a file, as a sentence with its name.</summary>
    internal IReadOnlyList<string> Problems { get; }

    internal static BadgeFolder Read(string? folder)
    {
        if (string.IsNullOrWhiteSpace(folder))
            return new BadgeFolder([], []);
        if (!Directory.Exists(folder))
            return new BadgeFolder([], [$"HostedPages:Badges names the folder \"{folder}\", which does not exist or cannot be read."]);
        var badges = new List<Badge>();
        var problems = new List<string>();
        // A mounted Kubernetes secret or map has files of its own, which begin with a dot.
        foreach (var path in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(path);
            if (name.StartsWith('.'))
                continue;
            try
            {
                var badge = Read(name, path);
                if (badges.Exists(other => (other.Wallet, other.Language, other.IsDark) == (badge.Wallet, badge.Language, badge.IsDark)))
                    throw new FormatException("There is another file of this wallet and language. Leave one of the two.");
                badges.Add(badge);
            }
            catch (Exception exception) when (exception is FormatException or IOException or UnauthorizedAccessException)
            {
                problems.Add($"The badge \"{name}\" in HostedPages:Badges cannot be used. {exception.Message}");
            }
        }

        if (badges.Count == 0 && problems.Count == 0)
            problems.Add($"HostedPages:Badges names the folder \"{folder}\", which has no badges. Put files such as apple.en.svg there.");
        return new BadgeFolder(badges, problems);
    }

    private static Badge Read(string name, string path)
    {
        if (Name().Match(name) is not { Success: true } match)
        {
            throw new FormatException(
                "Name it by wallet and language, such as apple.en.svg, google.de.png or, for dark pages, apple.en.dark.svg.");
        }

        var (wallet, language, isDark) = (match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Success);
        if (Wording.Find(language) is not { } words || words.Language != language)
        {
            var known = string.Join(", ", Wording.Languages.Select(one => one.Language).Order(StringComparer.Ordinal));
            throw new FormatException($"The pages have no words in \"{language}\". Languages: {known}.");
        }

        if (new FileInfo(path).Length > MaxBytes)
            throw new FormatException($"It is larger than {MaxBytes / 1000} kB. Use the brand's file for the web.");
        var content = File.ReadAllBytes(path);
        var isSvg = match.Groups[4].Value == "svg";
        if (isSvg)
            BadgeSvg.Check(content);
        else
            CheckPng(content);
        var hash = Convert.ToHexStringLower(SHA256.HashData(content))[..16];
        return new Badge(
            wallet, language, isDark, $"{hash}.{match.Groups[4].Value}", isSvg ? "image/svg+xml" : "image/png", content);
    }

    private static void CheckPng(byte[] content)
    {
        if (PngHeader.TryRead(content) is not { } header)
            throw new FormatException("It is no PNG file.");
        if (header.Height < MinHeight || header.Width < header.Height)
        {
            throw new FormatException(string.Create(
                CultureInfo.InvariantCulture,
                $"It has {header.Width} by {header.Height} pixels. Use one at least {MinHeight} pixels high and wider than high."));
        }
    }

    [GeneratedRegex(@"^(apple|google)\.([a-z]{2,3}(?:-[A-Za-z]+)?)(\.dark)?\.(svg|png)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}

/// <summary>The badges of this deployment.</summary>
internal sealed class WalletBadges(IOptions<HostedPageOptions> options)
{
    // What the folder has at the start: a file that is put there later takes effect at the next one.
    private readonly FrozenDictionary<(string, string, bool), Badge> _badges = BadgeFolder.Read(options.Value.Badges).Badges
        .ToFrozenDictionary(badge => (badge.Wallet, badge.Language, badge.IsDark));

    /// <summary>The badge in a language; the English one where there is none, as both brands ask; null for none.</summary>
    internal Badge? Find(string wallet, string language, bool isDark = false) =>
        _badges.GetValueOrDefault((wallet, language, isDark)) ?? _badges.GetValueOrDefault((wallet, "en", isDark));

    /// <summary>The badge with this address.</summary>
    internal Badge? At(string file) => _badges.Values.FirstOrDefault(badge => badge.File == file);
}
