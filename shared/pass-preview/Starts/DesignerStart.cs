using Passinstance.Wallet.Model;

namespace Passinstance.PassPreview.Starts;

/// <summary>A design to start from: a whole template with its images, and a pass that shows it.</summary>
/// <param name="Id">A stable name, such as <c>coffee-card</c>.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Purpose">What it is for, in a sentence.</param>
/// <param name="Template">The template, without team and pass type identifier.</param>
/// <param name="Pass">A pass with values.</param>
/// <param name="Images">The images in three scales.</param>
public sealed record DesignerStart(
    string Id, string Name, string Purpose, WalletTemplate Template, WalletPass Pass, IReadOnlyList<PassImage> Images)
{
    /// <summary>The template of an issuer.</summary>
    /// <param name="organizationName">Who issues the passes; null to keep the sample's.</param>
    /// <param name="teamIdentifier">The Apple developer team.</param>
    /// <param name="passTypeIdentifier">The Pass Type ID.</param>
    public WalletTemplate For(string? organizationName, string teamIdentifier, string passTypeIdentifier) => Template with
    {
        OrganizationName = organizationName ?? Template.OrganizationName,
        LogoText = organizationName is null || Template.LogoText is null ? Template.LogoText : organizationName,
        TeamIdentifier = teamIdentifier,
        PassTypeIdentifier = passTypeIdentifier,
    };
}
