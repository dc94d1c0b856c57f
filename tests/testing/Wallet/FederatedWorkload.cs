using System.Text.Json.Nodes;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Simulators.Google;

namespace Passinstance.Testing.Wallet;

/// <summary>
/// What an installation has that acts for Google service accounts without a key: a file with the token of its own identity provider, which
/// a simulated Google trusts, and the settings that give it to an organization.
/// </summary>
public sealed class FederatedWorkload : IDisposable
{
    /// <summary>The name of the token source.</summary>
    public const string Source = "cluster";

    /// <summary>The workload.</summary>
    public const string Subject = "system:serviceaccount:passinstance:passinstance";

    /// <summary>The provider of the workload identity pool.</summary>
    public const string Audience =
        "//iam.googleapis.com/projects/123456789/locations/global/workloadIdentityPools/on-premises/providers/cluster-1";

    private readonly GoogleSimulator _google;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("passinstance-federation-");

    /// <summary>Writes a token that is valid for an hour.</summary>
    public FederatedWorkload(GoogleSimulator google)
    {
        _google = google;
        WriteToken(TimeSpan.FromHours(1));
    }

    /// <summary>The file that has the token.</summary>
    public string TokenFile => Path.Combine(_folder.FullName, "token");

    /// <summary>Renews the token in place, as a cluster does.</summary>
    /// <param name="lifetime">How long it is valid; negative for one that has expired.</param>
    public void WriteToken(TimeSpan lifetime) =>
        File.WriteAllText(TokenFile, _google.CreateSubjectToken(Subject, Audience, lifetime) + "\n");

    /// <summary>The settings of template, pass and notification.</summary>
    /// <param name="organizationId">The organization that may use the source.</param>
    public Dictionary<string, string?> SettingsFor(Guid organizationId) => new()
    {
        ["GoogleFederation:TokenUrl"] = _google.ExchangeUrl.ToString(),
        ["GoogleFederation:Url"] = _google.Url.ToString(),
        [$"GoogleFederation:Sources:{Source}:Organization"] = TypeId.Format(IdPrefixes.Organization, organizationId),
        [$"GoogleFederation:Sources:{Source}:File"] = TokenFile,
    };

    /// <summary>The credential configuration as gcloud writes it.</summary>
    /// <param name="email">The service account.</param>
    public JsonObject Configuration(string email) => new()
    {
        ["universe_domain"] = "googleapis.com",
        ["type"] = "external_account",
        ["audience"] = Audience,
        ["subject_token_type"] = "urn:ietf:params:oauth:token-type:jwt",
        ["token_url"] = "https://sts.googleapis.com/v1/token",
        ["credential_source"] = new JsonObject { ["file"] = TokenFile, ["format"] = new JsonObject { ["type"] = "text" } },
        ["service_account_impersonation_url"] =
            $"https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/{email}:generateAccessToken",
    };

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);
}
