using Microsoft.Extensions.Options;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.ExternalSigners;

/// <summary>The section <c>ExternalSigners</c>: places that hold keys, by the name under which an organization refers to one.</summary>
public sealed class ExternalSignersOptions : Dictionary<string, ExternalSignerOptions>
{
}

/// <summary>
/// A place that holds keys. Only an operator adds one, because it names a library to load or credentials to use, and it belongs to one
/// organization: certificates are public, so that any other could have passes signed by its keys.
/// </summary>
public sealed class ExternalSignerOptions
{
    /// <summary>The organization whose keys it holds, as <c>org_...</c>.</summary>
    public string Organization { get; set; } = "";

    /// <summary>A hardware security module.</summary>
    public Pkcs11Options? Pkcs11 { get; set; }

    /// <summary>Amazon's key management service.</summary>
    public AwsKmsOptions? AwsKms { get; set; }

    internal Guid OrganizationId =>
        TypeId.TryParse(IdPrefixes.Organization, Organization, out var id) ? id : Guid.Empty;

    internal string? Problem(string name)
    {
        if (OrganizationId == Guid.Empty)
            return $"ExternalSigners:{name}:Organization must be the id of the organization whose keys it holds, such as org_...";
        if ((Pkcs11 is null) == (AwsKms is null))
            return $"ExternalSigners:{name} must have either Pkcs11 or AwsKms.";
        if (Pkcs11 is not null && (Pkcs11.Library.Length == 0 || Pkcs11.TokenLabel.Length == 0 || Pkcs11.Sessions is < 1 or > 1000))
            return $"ExternalSigners:{name}:Pkcs11 must have Library, TokenLabel, and Sessions from 1 to 1000.";
        return AwsKms is { Region.Length: 0 } or { Concurrency: < 1 or > 1000 }
            ? $"ExternalSigners:{name}:AwsKms must have Region, and Concurrency from 1 to 1000." : null;
    }
}

/// <summary>A token of a module that is reached by PKCS#11.</summary>
public sealed class Pkcs11Options
{
    /// <summary>Path of the module's library.</summary>
    public string Library { get; set; } = "";

    /// <summary>Label of the token.</summary>
    public string TokenLabel { get; set; } = "";

    /// <summary>The user's PIN.</summary>
    public string Pin { get; set; } = "";

    /// <summary>Sessions of this process; as many signatures are in progress at most.</summary>
    public int Sessions { get; set; } = 16;
}

/// <summary>Keys in AWS KMS.</summary>
public sealed class AwsKmsOptions
{
    /// <summary>The region, such as <c>eu-central-1</c>.</summary>
    public string Region { get; set; } = "";

    /// <summary>Another address of the service; that of the region when null.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>Credentials; those of the machine (role, profile, variables) when empty.</summary>
    public string AccessKeyId { get; set; } = "";

    /// <summary>The secret of <see cref="AccessKeyId"/>.</summary>
    public string SecretAccessKey { get; set; } = "";

    /// <summary>Requests of this process in progress at most.</summary>
    public int Concurrency { get; set; } = 64;
}

/// <summary>An incomplete entry ends the start, with its name.</summary>
internal sealed class ExternalSignersValidation : IValidateOptions<ExternalSignersOptions>
{
    public ValidateOptionsResult Validate(string? name, ExternalSignersOptions options)
    {
        var problems = options.Select(entry => entry.Value.Problem(entry.Key)).OfType<string>().ToList();
        return problems.Count > 0 ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
    }
}
