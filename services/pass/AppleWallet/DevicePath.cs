using System.Reflection;
using Microsoft.AspNetCore.Http.Features;
using Passinstance.Passes.Passes;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Passes.AppleWallet;

/// <summary>
/// What the path of a device's request names. Read from the path as it was sent: a serial number may contain spaces and slashes, and the
/// server leaves an encoded slash encoded when it decodes the rest, so that <c>%2F</c> and <c>%252F</c> would become the same.
/// </summary>
/// <param name="OrganizationId">The organization; empty when its id cannot be read.</param>
/// <param name="Device">The device library identifier; null where the path names no device.</param>
/// <param name="PassTypeIdentifier">The pass type.</param>
/// <param name="SerialNumber">The serial number; null where the path names no pass.</param>
/// <param name="Proof">Proves that the device has a pass that asks its holder to sign up; null where the path has none.</param>
internal sealed record DevicePath(
    Guid OrganizationId, string? Device, string PassTypeIdentifier, string? SerialNumber, string? Proof = null)
{
    /// <summary>The segment before the proof.</summary>
    internal const string ProofSegment = PassRenderer.AddressProofSegment;

    // "", wallet, apple, organization, [holder, proof,] v1, then one of
    // devices/{device}/registrations/{pass type}[/{serial}] and passes/{pass type}/{serial}[/personalize]
    private const int Organization = 3;
    private const int Kind = 5;

    internal Guid DeviceId => AppleWallet.Device.IdOf(Device ?? "");

    /// <summary>Lets handlers have it as a parameter.</summary>
    public static ValueTask<DevicePath> BindAsync(HttpContext context, ParameterInfo _)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return ValueTask.FromResult(Read(target));
    }

    internal static DevicePath Read(string target)
    {
        var end = target.IndexOf('?', StringComparison.Ordinal);
        var parts = (end < 0 ? target : target[..end]).Split('/');
        string? Raw(int index) => index < parts.Length ? Uri.UnescapeDataString(parts[index]) : null;
        var proof = string.Equals(Raw(Organization + 1), ProofSegment, StringComparison.OrdinalIgnoreCase) ? Raw(Organization + 2) : null;
        var shift = proof is null ? 0 : 2;
        string? Part(int index) => Raw(index > Organization ? index + shift : index);
        _ = TypeId.TryParse(IdPrefixes.Organization, Part(Organization), out var organizationId);
        return string.Equals(Part(Kind), "devices", StringComparison.OrdinalIgnoreCase)
            ? new DevicePath(organizationId, Part(Kind + 1), Part(Kind + 3) ?? "", Part(Kind + 4), proof)
            : new DevicePath(organizationId, null, Part(Kind + 1) ?? "", Part(Kind + 2), proof);
    }
}
