using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Rules;

/// <summary>What identifies a pass to devices.</summary>
internal static class PassIdentityRules
{
    private const int MaxSerialNumberLength = 255;
    private const int MinTokenLength = 16;

    public static void Check(WalletPass pass, FindingList findings)
    {
        if (string.IsNullOrWhiteSpace(pass.SerialNumber))
            findings.Error("/serialNumber", "required", "Give the pass a serial number, unique among the passes of its type.");
        else if (pass.SerialNumber.Length > MaxSerialNumberLength)
            findings.Error("/serialNumber", "text_too_long", $"Shorten the serial number to at most {MaxSerialNumberLength} characters.");
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
