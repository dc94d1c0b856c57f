using System.ComponentModel.DataAnnotations;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.GoogleFederation;

/// <summary>
/// Section <c>GoogleFederation</c> of the configuration: where tokens are exchanged, and which tokens this installation has. With Google's
/// own service only <see cref="Sources"/> need to be set.
/// </summary>
public sealed class FederationOptions : IValidatableObject
{
    /// <summary>Google's Security Token Service; a simulator's in tests.</summary>
    [Required]
    public Uri TokenUrl { get; set; } = new("https://sts.googleapis.com/v1/token");

    /// <summary>Google's IAM Service Account Credentials API; a simulator's in tests.</summary>
    [Required]
    public Uri Url { get; set; } = new("https://iamcredentials.googleapis.com");

    /// <summary>Calls of this process in progress at most.</summary>
    [Range(1, 1000)]
    public int Concurrency { get; set; } = 64;

    /// <summary>The tokens that prove to Google who this installation is, by name.</summary>
    public Dictionary<string, TokenSourceOptions> Sources { get; set; } = [];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (TokenUrl is not { IsAbsoluteUri: true } || Url is not { IsAbsoluteUri: true })
        {
            yield return new ValidationResult(
                "GoogleFederation:TokenUrl and GoogleFederation:Url must be absolute addresses. Leave them out for Google's own.",
                [nameof(TokenUrl), nameof(Url)]);
        }

        foreach (var problem in Sources.Select(source => source.Value.Problem(source.Key)).OfType<string>())
            yield return new ValidationResult(problem, [nameof(Sources)]);
    }
}

/// <summary>
/// A token of an identity provider that Google trusts for an organization. Only an operator adds one, because it names a file or an address
/// of the installation, and it belongs to one organization: any other could act as the first one's service account with it.
/// </summary>
public sealed class TokenSourceOptions
{
    /// <summary>The organization that may use it, as <c>org_...</c>.</summary>
    public string Organization { get; set; } = "";

    /// <summary>The file that has the token, such as a projected token of Kubernetes.</summary>
    public string File { get; set; } = "";

    /// <summary>The address that returns the token; reached through the guard of outbound requests.</summary>
    public string Url { get; set; } = "";

    /// <summary>Headers for <see cref="Url"/>.</summary>
    public Dictionary<string, string> Headers { get; set; } = [];

    /// <summary>The member that has the token, when the file or response is JSON; empty when it is the token itself.</summary>
    public string JsonField { get; set; } = "";

    internal Guid OrganizationId => TypeId.TryParse(IdPrefixes.Organization, Organization, out var id) ? id : Guid.Empty;

    internal string? Problem(string name)
    {
        if (OrganizationId == Guid.Empty)
            return $"GoogleFederation:Sources:{name}:Organization must be the id of the organization that may use it, such as org_...";
        if ((File.Length == 0) == (Url.Length == 0))
            return $"GoogleFederation:Sources:{name} must have either File or Url.";
        if (File.Length > 0 && !Path.IsPathFullyQualified(File))
            return $"GoogleFederation:Sources:{name}:File must be a whole path, such as /var/run/secrets/tokens/google.";
        if (Url.Length > 0 && !(Uri.TryCreate(Url, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
            return $"GoogleFederation:Sources:{name}:Url must be an http or https address.";
        return Headers.Count > 0 && Url.Length == 0 ? $"GoogleFederation:Sources:{name}:Headers are for Url only." : null;
    }
}
