using System.Text.Json;
using System.Text.RegularExpressions;
using Passinstance.GoogleFederation;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.ServiceDefaults.Text;
using Passinstance.Wallet.Json;

namespace Passinstance.Templates.WalletIdentities;

/// <summary>
/// Reads the credential configuration of workload identity federation, as <c>gcloud iam workload-identity-pools create-cred-config</c>
/// writes it. It only chooses: what it names must be an address of Google and a token source that the operator has configured for the
/// organization.
/// </summary>
internal static partial class GoogleConfiguration
{
    internal const string Type = "external_account";
    private const string Member = "/credentialConfiguration";
    private const string Invalid = "invalid_identity";
    private const int MaxFile = 64 * 1024;
    private const int MaxText = 1024;
    private const int MaxSent = 100;
    private const string TokenTypes = "urn:ietf:params:oauth:token-type:";
    private static readonly string[] AllowedTokenTypes = [$"{TokenTypes}jwt", $"{TokenTypes}id_token", $"{TokenTypes}saml2"];

    /// <summary>Null, with what is wrong in <paramref name="errors"/>, when it is not usable.</summary>
    internal static (string Email, FederatedAccount Account)? Read(
        JsonElement given, Guid organizationId, FederationRegistry registry, List<InvalidValue> errors)
    {
        var wrong = new List<InvalidValue>();
        if (Parse(given, wrong) is { } file)
        {
            var audience = ReadAudience(file, wrong);
            var tokenType = ReadTokenType(file, wrong);
            CheckTokenUrl(file, registry, wrong);
            CheckUniverse(file, wrong);
            var email = ReadEmail(file, registry, wrong);
            var source = ReadSource(file, organizationId, registry, wrong);
            if (wrong.Count == 0)
                return (email!, new FederatedAccount(audience!, tokenType!, source!));
        }

        // A file that was sent as a text has no members to point at.
        errors.AddRange(given.ValueKind == JsonValueKind.Object ? wrong : wrong.Select(one => one with { Pointer = Member }));
        return null;
    }

    /// <summary>The <c>type</c> of a file of Google's, however it was sent; null when it has none.</summary>
    internal static string? TypeOf(JsonElement given)
    {
        try
        {
            var file = given.ValueKind == JsonValueKind.String ? JsonElement.Parse(PastedText.Trim(given.GetString()!)) : given;
            return TextOf(file, "type");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static JsonElement? Parse(JsonElement given, List<InvalidValue> errors)
    {
        try
        {
            var text = given.ValueKind switch
            {
                JsonValueKind.Object => given.GetRawText(),
                JsonValueKind.String => PastedText.Trim(given.GetString()!),
                _ => "",
            };
            var file = text.Length is 0 or > MaxFile ? default : JsonElement.Parse(text);
            if (file.ValueKind != JsonValueKind.Object)
                errors.Add(NotAConfiguration("This is not JSON of a credential configuration, or it is too long."));
            else if (TextOf(file, "type") is var type && type == Type)
                return file;
            else
                errors.Add(NotAConfiguration(WhatItIs(file, type)));
        }
        // Half a surrogate pair is an InvalidOperationException when it is read.
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            errors.Add(NotAConfiguration("This is not JSON."));
        }

        return null;
    }

    private static string WhatItIs(JsonElement file, string? type) => type switch
    {
        "service_account" => "This is the key file of a service account: send it as serviceAccountKey.",
        "authorized_user" or "external_account_authorized_user" =>
            "These are the credentials of a person, and a person cannot sign passes.",
        "impersonated_service_account" => "This impersonates a service account with the credentials of a person.",
        not null => $"Its type is \"{Sent(type)}\".",
        _ when file.TryGetProperty("web", out _) || file.TryGetProperty("installed", out _) =>
            "This is the file of an OAuth client, for the sign-in of people.",
        _ => "It has no type.",
    };

    private static InvalidValue NotAConfiguration(string whatItIs) => new(Member, Invalid,
        $"{whatItIs} A credential configuration has the type {Type}: make one with \"gcloud iam workload-identity-pools "
        + "create-cred-config\" and send that file unchanged.");

    private static string? ReadAudience(JsonElement file, List<InvalidValue> errors)
    {
        var audience = TextOf(file, "audience");
        if (audience is not null && Audience().IsMatch(audience))
            return audience;
        errors.Add(new InvalidValue($"{Member}/audience", audience is null ? "required" : Invalid,
            audience is null ? "The audience is missing: it names the provider of the workload identity pool. Make the configuration anew."
            : audience.Contains("/workforcePools/", StringComparison.Ordinal)
                ? "A workforce pool is for people. Use a workload identity pool."
                : "The audience must be //iam.googleapis.com/projects/NUMBER/locations/global/workloadIdentityPools/POOL/providers/"
                    + $"PROVIDER, with the project's number; you sent \"{Sent(audience)}\"."));
        return null;
    }

    private static string? ReadTokenType(JsonElement file, List<InvalidValue> errors)
    {
        var type = TextOf(file, "subject_token_type");
        if (type is not null && AllowedTokenTypes.Contains(type))
            return type;
        errors.Add(new InvalidValue($"{Member}/subject_token_type", type is null ? "required" : Invalid,
            $"subject_token_type must be one of {string.Join(", ", AllowedTokenTypes)}"
            + (type is null ? "." : $"; you sent \"{Sent(type)}\". Use a provider of OpenID Connect or SAML.")));
        return null;
    }

    private static void CheckTokenUrl(JsonElement file, FederationRegistry registry, List<InvalidValue> errors)
    {
        var address = TextOf(file, "token_url");
        if (AddressOf(address) is { } url && registry.IsTokenUrl(url))
            return;
        errors.Add(new InvalidValue($"{Member}/token_url", address is null ? "required" : Invalid,
            "token_url must be Google's https://sts.googleapis.com/v1/token"
            + (address is null ? "." : $"; you sent \"{Sent(address)}\". Tokens are sent to no other address.")));
    }

    private static void CheckUniverse(JsonElement file, List<InvalidValue> errors)
    {
        if (TextOf(file, "universe_domain") is { } domain && domain != "googleapis.com")
        {
            errors.Add(new InvalidValue($"{Member}/universe_domain", Invalid,
                $"Google Wallet is at googleapis.com only; you sent \"{Sent(domain)}\"."));
        }
    }

    private static string? ReadEmail(JsonElement file, FederationRegistry registry, List<InvalidValue> errors)
    {
        var address = TextOf(file, "service_account_impersonation_url");
        if (AddressOf(address) is { } url && registry.IsCredentialsUrl(url)
            && ImpersonationPath().Match(url.AbsolutePath) is { Success: true } path)
            return path.Groups["email"].Value;
        errors.Add(new InvalidValue($"{Member}/service_account_impersonation_url", address is null ? "required" : Invalid,
            address is null
                ? "It names no service account, and Google Wallet takes passes of service accounts only: make the configuration with "
                    + "--service-account=EMAIL."
                : "service_account_impersonation_url must be https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/EMAIL"
                    + $":generateAccessToken; you sent \"{Sent(address)}\"."));
        return null;
    }

    private static string? ReadSource(
        JsonElement file, Guid organizationId, FederationRegistry registry, List<InvalidValue> errors)
    {
        const string Pointer = $"{Member}/credential_source";
        if (!file.TryGetProperty("credential_source", out var source) || source.ValueKind != JsonValueKind.Object)
        {
            errors.Add(new InvalidValue(
                Pointer, "required", "credential_source is missing: it names the file or the address of the token."));
            return null;
        }

        if (KindOf(source) is { } kind)
        {
            errors.Add(new InvalidValue(Pointer, Invalid,
                $"{kind} Make the configuration with --credential-source-file or --credential-source-url."));
            return null;
        }

        var (path, address) = (TextOf(source, "file"), TextOf(source, "url"));
        var name = path is null ? "url" : "file";
        var sources = registry.SourcesOf(organizationId);
        var found = sources.FirstOrDefault(one => one.IsFile == path is not null && one.Location == (path ?? address));
        if (found is null)
        {
            errors.Add(new InvalidValue($"{Pointer}/{name}", "unknown_token_source",
                $"\"{Sent(path ?? address ?? "")}\" is no token source of your organization. "
                + (sources.Count == 0 ? "None is configured: ask the operator to add one at GoogleFederation:Sources."
                    : $"Use one of: {string.Join(", ", sources.Select(one => one.Location))}.")));
            return null;
        }

        var field = FieldOf(source);
        if (field == found.JsonField)
            return found.Name;
        errors.Add(new InvalidValue($"{Pointer}/format", Invalid,
            found.JsonField.Length == 0
                ? "This source is the token itself, as text: make the configuration without --credential-source-type."
                : $"This source is JSON with the token in \"{found.JsonField}\": make the configuration with --credential-source-type=json "
                    + $"and --credential-source-field-name={found.JsonField}."));
        return null;
    }

    // What is never done for a configuration that an organization sends; null for a file or an address.
    private static string? KindOf(JsonElement source) =>
        source.TryGetProperty("executable", out _) ? "No program is run for a token."
        : source.TryGetProperty("environment_id", out _) ? "AWS's own signatures are not supported."
        : source.TryGetProperty("certificate", out _) ? "Certificates are not supported."
        : TextOf(source, "file") is null == TextOf(source, "url") is null ? "It must name either a file or an address." : null;

    private static string? FieldOf(JsonElement source) =>
        !source.TryGetProperty("format", out var format) || format.ValueKind == JsonValueKind.Null || TextOf(format, "type") is "text" ? ""
        : TextOf(format, "type") == "json" ? TextOf(format, "subject_token_field_name") : null;

    private static Uri? AddressOf(string? text) =>
        text is not null && Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Query: "", Fragment: "", UserInfo: "" }
            ? url : null;

    private static string? TextOf(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            && value.GetString() is { Length: > 0 and <= MaxText } text && !text.Any(char.IsControl)
            ? text : null;

    private static string Sent(string text) => TextCut.Storable(text, MaxSent);

    [GeneratedRegex(
        "^//iam\\.googleapis\\.com/projects/[0-9]{1,20}/locations/[a-z0-9-]{1,63}/workloadIdentityPools/[a-z0-9-]{4,32}"
        + "/providers/[a-z0-9-]{4,32}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Audience();

    [GeneratedRegex(
        "^/v1/projects/-/serviceAccounts/(?<email>[A-Za-z0-9._-]{1,64}@[A-Za-z0-9.-]{1,255}):generateAccessToken\\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex ImpersonationPath();
}
