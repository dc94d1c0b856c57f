namespace Passinstance.Dashboard.Components;

/// <summary>
/// Headlines for the API's errors that pages meet. The API's own sentence stands below: it names what was sent, and it is English.
/// </summary>
internal static class ProblemWords
{
    private static readonly Dictionary<string, string> Headlines = new(StringComparer.Ordinal)
    {
        ["already_member"] = Key("The person is a member already."),
        ["batch_ended"] = Key("The batch has ended already."),
        ["body_too_large"] = Key("The file is too large."),
        ["bundle_too_large"] = Key("The passes of a part are too large together."),
        ["certificate_unusable"] = Key("The certificate of this pass type cannot sign."),
        ["changed_meanwhile"] = Key("Another person changed this at the same time."),
        ["client_revoked"] = Key("The client is revoked."),
        ["delivery_in_progress"] = Key("A delivery attempt is still going on."),
        ["duplicate_serial_number"] = Key("There is a pass with this serial number already."),
        ["erasure_running"] = Key("The erasure is not complete yet."),
        ["export_expired"] = Key("The export can no longer be downloaded."),
        ["forbidden"] = Key("You are not allowed to do this."),
        ["google_source_unavailable"] = Key("The token of this installation cannot be read."),
        ["google_unreachable"] = Key("Google does not respond."),
        ["invalid_request"] = Key("Some values are not accepted."),
        ["key_revoked"] = Key("The key is revoked."),
        ["last_owner"] = Key("The organization needs an owner."),
        ["missing_scope"] = Key("Your role does not allow this."),
        ["no_certificate"] = Key("No certificate for this pass type is there."),
        ["not_found"] = Key("This is not there, or not in your organization."),
        ["notification_ended"] = Key("The message has been sent already."),
        ["older_certificate"] = Key("A newer certificate is there already."),
        ["operators_only"] = Key("Only operators may do this."),
        ["organization_suspended"] = Key("The organization is suspended."),
        ["pass_voided"] = Key("A void pass cannot be changed."),
        ["payload_expired"] = Key("The event is too old to be sent again."),
        ["quota_exceeded"] = Key("A limit of your organization is reached."),
        ["rate_limited"] = Key("Too many requests. Wait a moment."),
        ["serial_number_deleted"] = Key("A deleted pass had this serial number."),
        ["service_unavailable"] = Key("A service does not respond at the moment."),
        ["service_unreachable"] = Key("A service does not respond at the moment."),
        ["signer_unavailable"] = Key("The device that holds the key does not respond."),
        ["suspended_by_operator"] = Key("The operator has suspended the organization."),
        ["template_deleted"] = Key("The template of this pass is deleted."),
        ["template_invalid"] = Key("The template does not meet the wallet's rules."),
        ["too_many_secrets"] = Key("The webhook has as many secrets as it may have."),
        ["webhook_disabled"] = Key("The endpoint is disabled."),
    };

    /// <summary>The codes that have a headline.</summary>
    internal static IReadOnlyCollection<string> Codes => Headlines.Keys;

    /// <summary>
    /// The headline of a code. Null in English, unless the API's sentence speaks to programs, and for a code without one: then the API's
    /// sentence says it.
    /// </summary>
    /// <param name="code">The API's code.</param>
    /// <param name="english">The API's sentence.</param>
    public static string? Of(string? code, string english = "") =>
        code is not null && Headlines.TryGetValue(code, out var headline) ? new Sentence(headline).With(null, english) : null;
}
