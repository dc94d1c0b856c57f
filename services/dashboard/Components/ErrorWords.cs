using Passinstance.Client;
using Passinstance.Dashboard.Designer;
using Passinstance.ServiceDefaults.Languages;

namespace Passinstance.Dashboard.Components;

/// <summary>
/// The API's errors at single values in the language of the person, by their codes; where a code means several things, also by the member
/// that is wrong and by what was expected. The engine's findings have their words in <see cref="FindingWords"/>. The API's own sentence is
/// English: English pages show it, and other pages for a code of a newer service.
/// </summary>
internal static class ErrorWords
{
    private static readonly Sentence Characters = new(Key("Give {0} to {1} characters."), "minLength#", "maxLength#");
    private static readonly Sentence AtMostCharacters = new(Key("Shorten this text to at most {0} characters."), "maxLength#");
    private static readonly Sentence AtMostEntries = new(Key("Choose at most {0} entries."), "maxCount#");
    private static readonly Sentence NoChoice = new(Key("This is none of the choices that there are."));
    private static readonly Sentence SentNoChoice = new(Key("“{0}” is none of the choices that there are."), "sent");
    private static readonly Sentence OtherPage = new(Key("This place in the list is no longer valid: begin at the first page."));
    private static readonly Sentence Twice = new(Key("This is given twice: give it once."));
    private static readonly Sentence NoPackage =
        new(Key("This is neither a .pkpass file nor a packed .pkpasstemplate folder: choose another file."));

    // The first sentence whose values are given is taken. A code with a member or with what was expected comes before the code alone.
    private static readonly Dictionary<string, Sentence[]> Known = new(StringComparer.Ordinal)
    {
        ["required serialNumber"] =
            [new(Key("Give a serial number of {0} to {1} characters that never changes."), "minLength#", "maxLength#")],
        ["required templateId"] = [new(Key("Choose a template."))],
        ["required name"] = [new(Key("Give a name of {0} to {1} characters."), "minLength#", "maxLength#")],
        ["required email"] = [new(Key("Give an e-mail address."))],
        ["required role"] = [new(Key("Choose a role."))],
        ["required events"] = [new(Key("Choose at least one event."))],
        ["required target"] = [new(Key("Choose who gets the message."))],
        ["required filter"] = [new(Key("Narrow the passes down by at least one condition."))],
        ["required issuerId"] = [new(Key("Give the issuer id: digits only, as Google's console shows it."))],
        ["required certificate"] = [new(Key("Give the certificate that Apple made for your Pass Type ID."))],
        ["required privateKey"] = [new(Key("Give the private key of the certificate, too, or the .p12 file that has both."))],
        ["ambiguous"] = [new(Key("Give only one of these."))],
        ["ambiguous pkcs12"] = [new(Key("Give either the .p12 file, or the certificate with its private key."))],
        ["contradictory"] = [new(Key("These two contradict each other: leave one out."))],
        ["batch_in_progress"] = [new(Key("The batch is still going on: wait for its end."))],
        ["cannot_be_drawn"] = [new(Key("The design cannot be drawn: save it to see what is wrong."))],
        ["duplicate"] = [new(Key("This pass is named twice: name each pass once."))],
        ["duplicate_column"] = [new(Key("Two columns are for the same value: leave one of them out."))],
        ["duplicate_header"] = [new(Key("This header is given twice: keep one."))],
        ["duplicate_member"] = [Twice],
        ["google_api_disabled"] =
            [new(Key("The API is not enabled in the Google Cloud project: enable it there, wait a few minutes, and try again."))],
        ["google_federation_rejected"] =
            [new(Key("Google does not accept the token of this installation: check the provider in the workload identity pool."))],
        ["google_impersonation_denied"] =
            [new(Key("Google does not let the token act for the service account: let the pool's principal make tokens for it."))],
        ["google_issuer_not_shared"] =
            [new(Key("The service account may not work for this issuer: invite it in Google's console, with the access level Developer."))],
        ["google_key_rejected"] =
            [new(Key("Google gives this service account no access: make another key for it in Google's console."))],
        ["immutable"] = [new(Key("This can never be changed."))],
        ["immutable serialNumber"] = [new(Key("The serial number of a pass never changes: devices know the pass by it."))],
        ["immutable templateId"] = [new(Key("The template of a pass never changes: issue another pass from the other template."))],
        ["immutable passTypeIdentifier"] =
            [new(Key("The Pass Type ID of a published template never changes: copy the template and change the copy."))],
        ["in_the_past"] = [new(Key("This time has passed: choose a later one."))],
        ["too_far_ahead"] = [new(Key("Choose a time within the next year."))],
        ["invalid_characters"] = [new(Key("This has characters that are not allowed here: type it again."))],
        ["invalid_color"] = [new(Key("Write the color as #rrggbb, such as #1f2937."))],
        ["invalid_columns"] = [new(Key("A column’s name has a comma or a colon: give it another name in the file."))],
        ["invalid_csv"] = [new(Key("This line of the file cannot be read: check its quotation marks and separators."))],
        ["invalid_cursor"] = [OtherPage],
        ["invalid_position"] = [OtherPage],
        ["invalid_email"] = [new(Key("“{0}” is no e-mail address such as name@example.com."), "sent")],
        ["invalid_header"] = [new(Key("A header has a name of letters, digits and hyphens, and a value of one line."))],
        ["invalid_id"] = [new(Key("This is the id of something else: check which one you give."))],
        ["invalid_identity"] = [new(Key("This file cannot be used here."))],
        ["invalid_identity password"] = [new(Key("The password does not open the file: give the one that it was exported with."))],
        ["invalid_identity pkcs12"] = [new(Key("This is no .p12 file with a certificate and its private key."))],
        ["invalid_identity certificate"] = [new(Key("This is no certificate that can be used: download it at Apple again."))],
        ["invalid_identity privateKey"] = [new(Key("This is not the private key of the certificate."))],
        ["invalid_identity intermediates"] = [new(Key("Apple's intermediate certificate that issued this one is missing: add it."))],
        ["invalid_identity serviceAccountKey"] = [new(Key("This is not the JSON key file of a Google service account."))],
        ["invalid_identity credentialConfiguration"] = [new(Key("This configuration cannot be used: make it anew."))],
        ["invalid_language"] = [new(Key("Write the language as its tag, such as en, fr-CA or zh-Hans."))],
        ["invalid_length"] = [Characters],
        ["invalid_network"] = [new(Key("“{0}” is no address or network such as 203.0.113.0/24."), "sent")],
        ["invalid_origin"] = [new(Key("“{0}” is no address of a website such as https://shop.example, without a path."), "sent")],
        ["invalid_url"] = [new(Key("This address cannot be used: give a public https address without a user and a password."))],
        ["invalid_value"] = [NoChoice],
        ["malformed_json"] = [new(Key("This is no valid JSON."))],
        ["no_pass_json"] = [NoPackage],
        ["not_a_package"] = [NoPackage],
        ["not_a_pass_certificate"] =
            [new(Key("The certificate is not for a Pass Type ID: make one at Apple under Identifiers, Pass Type IDs."))],
        ["not_allowed"] = [new(Key("This is not allowed for this kind of key."))],
        ["not_base64"] = [new(Key("The file did not arrive whole: choose it again."))],
        ["not_confirmed"] = [new(Key("Type the name of the organization to confirm: {0}"), "name")],
        ["not_subscribed"] = [new(Key("Choose the event at the end of a batch, too: it is the summary."))],
        ["out_of_range"] =
        [
            Characters,
            new(Key("Choose {0} to {1} entries."), "minCount#", "maxCount#"),
            AtMostEntries,
            new(Key("Give {0} to {1} days."), "minDays#", "maxDays#"),
            new(Key("Give at most {0} days."), "maxDays#"),
            new(Key("Give {0} to {1} hours."), "minHours#", "maxHours#"),
            new(Key("Give {0} to {1} minutes."), "minMinutes#", "maxMinutes#"),
            new(Key("Give a number from {0} to {1}."), "min#", "max#"),
            new(Key("Give {0} or more."), "min#"),
        ],
        ["out_of_range until"] = [new(Key("The end must come after the beginning."))],
        ["package_too_large"] = [new(Key("The file is too large."))],
        ["quota_exceeded"] = [new(Key("A limit of your organization is reached."))],
        ["repeated_parameter"] = [Twice],
        ["reserved_header"] = [new(Key("The connection sets this header itself: use another name."))],
        ["signer_rejected"] = [new(Key("The device that holds the key does not accept this: ask the operator."))],
        ["template_not_published"] = [new(Key("The template is a draft: publish it first."))],
        ["template_invalid"] = [new(Key("The template does not meet the wallet's rules."))],
        ["certificate_unusable"] = [new(Key("The certificate of this pass type cannot sign."))],
        ["too_long"] = [AtMostCharacters, new(Key("This is too large: at most {0} bytes are accepted."), "maxBytes#")],
        ["too_many"] = [AtMostEntries],
        ["too_many_templates"] = [new(Key("A batch may use at most {0} templates: divide the file."), "max#")],
        ["too_old"] = [new(Key("Events can be sent again for {0} days: choose a later time."), "maxDays#")],
        ["unknown_actor"] = [NoChoice],
        ["unknown_batch"] = [new(Key("There is no such batch in your organization."))],
        ["unknown_column"] =
            [new(Key("A pass has no field “{0}”: choose what the column is, or leave it out."), "sent")],
        ["unknown_event"] = [SentNoChoice],
        ["unknown_format"] = [NoChoice],
        ["unknown_image"] = [new(Key("There is no such picture in your organization: upload it."), "sent")],
        ["unknown_operation"] = [NoChoice],
        ["unknown_order"] = [NoChoice],
        ["unknown_parameter"] = [NoChoice],
        ["unknown_pass"] = [new(Key("There is no such pass in your organization."))],
        ["unknown_quota"] = [NoChoice],
        ["unknown_role"] = [NoChoice],
        ["unknown_scope"] = [SentNoChoice],
        ["unknown_service"] = [NoChoice],
        ["unknown_signer"] = [new(Key("“{0}” is not set up for your organization: ask the operator for its name."), "sent")],
        ["unknown_status"] = [NoChoice],
        ["unknown_template"] = [new(Key("There is no such template in your organization."))],
        ["unknown_token_source"] = [new(Key("This is no source of tokens of your organization: ask the operator to add it."))],
        ["unknown_value"] = [NoChoice],
        ["unknown_version"] = [NoChoice],
        ["weak_secret"] = [new(Key("The secret is too short or too long, or has a blank at an end: leave it out to get a good one."))],
        ["wrong_environment"] = [new(Key("This installation accepts only keys for {0}."), "expected")],
        ["wrong_pass_json"] = [new(Key("The pass.json in the file cannot be read."))],
        ["wrong_type"] = [new(Key("This value does not have the form that is needed here."))],
        ["wrong_type:text"] = [new(Key("This must be a text."))],
        ["wrong_type:boolean"] = [new(Key("This must be true or false."))],
        ["wrong_type:integer"] = [new(Key("This must be a whole number, such as 12."))],
        ["wrong_type:number"] = [new(Key("This must be a number, such as 12.5."))],
        ["wrong_type:day"] = [new(Key("Write the day as year, month and day, such as 2026-12-15."))],
        ["wrong_type:time"] = [new(Key("Write the time with its time zone, such as 2026-12-15T19:00:00+01:00."))],
        ["wrong_type:choice"] = [new(Key("This must be one of: {0}"), "allowed")],
    };

    // Where the API's own sentence knows more than the code: what the file is instead, what Google has responded, why an address is
    // rejected.
    private static readonly HashSet<string> DetailFromApi = new(StringComparer.Ordinal)
    {
        "invalid_identity", "invalid_url", "invalid_csv", "invalid_header", "weak_secret", "signer_rejected", "template_invalid",
        "certificate_unusable", "google_api_disabled", "google_federation_rejected", "google_impersonation_denied",
        "google_issuer_not_shared", "google_key_rejected", "quota_exceeded",
    };

    /// <summary>The codes that have words here.</summary>
    internal static IEnumerable<string> Codes => Known.Keys.Where(key => key.AsSpan().IndexOfAny(' ', ':') < 0);

    /// <summary>The values that the sentences need.</summary>
    internal static IEnumerable<string> ValueNames => Known.Values.SelectMany(all => all).SelectMany(sentence => sentence.Names);

    /// <summary>The sentence of an error.</summary>
    internal static ErrorText Of(InvalidValue error)
    {
        ArgumentNullException.ThrowIfNull(error);
        var isDetailFromApi = DetailFromApi.Contains(error.Code);
        if (isDetailFromApi && Language.Current == Language.English)
            return new ErrorText(error.Detail, null, IsOfTheApi: true);
        return Of(error.Code, error.Pointer, error.Values, error.Detail) is { } sentence
            ? new ErrorText(sentence, isDetailFromApi ? error.Detail : null, IsOfTheApi: false)
            : new ErrorText(error.Detail, null, IsOfTheApi: true);
    }

    /// <summary>The sentence of an item of a batch that failed as a whole.</summary>
    internal static ErrorText Of(BatchItemError? error) => error is null
        ? new ErrorText(T("The row was not accepted."), null, IsOfTheApi: false)
        : ProblemWords.Of(error.Code, error.Message) is { } headline
            ? new ErrorText(headline, error.Message, IsOfTheApi: false)
            : new ErrorText(error.Message, null, IsOfTheApi: true);

    /// <summary>The sentence by code, member and values; null where the API's own is shown.</summary>
    private static string? Of(string code, string pointer, IDictionary<string, string>? values, string english)
    {
        var expected = values?.TryGetValue("expected", out var kind) == true ? kind : null;
        foreach (var key in (string[])[$"{code}:{expected}", $"{code} {FindingWords.MemberOf(pointer)}", code])
        {
            foreach (var sentence in Known.GetValueOrDefault(key) ?? [])
            {
                if (sentence.With(values, english) is { } text)
                    return text;
            }
        }

        return FindingWords.Of(code, pointer, values, english);
    }
}

/// <summary>What a page says about an invalid value.</summary>
/// <param name="Text">The sentence.</param>
/// <param name="More">The API's own sentence, when it knows more.</param>
/// <param name="IsOfTheApi">Whether the sentence is the API's, in English.</param>
public sealed record ErrorText(string Text, string? More, bool IsOfTheApi);
