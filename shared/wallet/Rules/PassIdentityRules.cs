using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Rules;

/// <summary>What identifies a pass to devices.</summary>
public static class PassIdentityRules
{
    private const int MaxSerialNumberLength = 255;
    private const int MinTokenLength = 16;

    /// <summary>
    /// Why a device could not ask for the pass by this serial number, which is a part of the address it asks at; null when it can.
    /// </summary>
    public static string? WrongSerialNumber(string serialNumber) => serialNumber switch
    {
        "." or ".." =>
            $"\"{serialNumber}\" means a folder in an address, so that no device could ask for the pass: use another serial number.",
        _ when serialNumber.Any(char.IsControl) => "The serial number contains a control character: remove it.",
        _ when NormalText.IsDecomposed(serialNumber) => $"The serial number {NormalText.Advice}",
        _ => null,
    };

    internal static void Check(WalletPass pass, FindingList findings)
    {
        if (string.IsNullOrWhiteSpace(pass.SerialNumber))
            findings.Error("/serialNumber", "required", "Give the pass a serial number, unique among the passes of its type.");
        else if (pass.SerialNumber.Length > MaxSerialNumberLength)
            findings.Error("/serialNumber", "text_too_long", $"Shorten the serial number to at most {MaxSerialNumberLength} characters.",
                ("max", MaxSerialNumberLength));
        else if (WrongSerialNumber(pass.SerialNumber) is { } problem)
            findings.Error("/serialNumber", "wrong_serial_number", problem);
        if (pass.WebServiceUrl is null != pass.AuthenticationToken is null)
        {
            findings.Error("/authenticationToken", "token_and_address",
                "Give both webServiceURL and authenticationToken, or neither: devices need both to ask for updates.");
        }

        if (pass.AuthenticationToken is { Length: < MinTokenLength })
        {
            findings.Error("/authenticationToken", "token_too_short",
                $"Make the authentication token at least {MinTokenLength} characters long.");
        }
    }
}
