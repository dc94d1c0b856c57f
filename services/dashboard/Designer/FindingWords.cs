using Passinstance.Dashboard.Components;
using Passinstance.Wallet.Rules;

namespace Passinstance.Dashboard.Designer;

/// <summary>
/// The findings of the engine in the language of the person, by their codes; where a code means several things, also by the member that it
/// is about. The engine's own sentence is English: English pages show it, and other pages for a code of a newer service.
/// </summary>
internal static class FindingWords
{
    private static readonly Dictionary<string, Sentence> Known = new(StringComparer.Ordinal)
    {
        ["low_contrast foregroundColor"] = new(
            Key("The values, {0}, have a contrast of {2} with {1}; people need {3}. The nearest color that has it is {4}."),
            "color", "behind", "contrast#", "required#", "nearest"),
        ["low_contrast labelColor"] = new(
            Key("The labels, {0}, have a contrast of {2} with {1}; people need {3}. The nearest color that has it is {4}."),
            "color", "behind", "contrast#", "required#", "nearest"),
        ["low_contrast"] = new(
            Key("The text is on an image whose average color {1} has a contrast of {2} with {0}. Use another image, or move the field."),
            "color", "behind", "contrast#"),
        ["likely_truncated"] = new(
            Key("{0} cuts “{1}”: it is {2} points wide and has {3}. Shorten it, or move the field to the back."),
            "wallet", "text", "width#", "available#"),
        ["google_logo_low_contrast"] = new(
            Key("Google Wallet shows “{0}” on {1}, where it cannot be seen. Upload an icon that fills its square, or another logo."),
            "image", "color"),
        ["required"] = new(Key("This has to be given.")),
        ["required key"] = new(Key("Give the field a key: passes give their values by it.")),
        ["required transitType"] = new(Key("A boarding pass needs its means of transport.")),
        ["required description"] = new(Key("Describe the pass: screen readers read the description.")),
        ["required organizationName"] = new(Key("Give the name of who issues the passes: Wallet shows it with notifications.")),
        ["required teamIdentifier"] = new(Key("Give the team identifier of your Apple developer account.")),
        ["required passTypeIdentifier"] = new(Key("Give the Pass Type ID, such as pass.com.example.card.")),
        ["required passType"] = new(Key("Choose a kind of pass.")),
        ["required barcodeMessage"] = new(Key("Give the content of the barcode.")),
        ["duplicate_key"] = new(Key("Another field has the key “{0}”: each key stands once in a pass."), "key"),
        ["decomposed_text"] = new(Key("A letter and its accent are written as two characters: type them as one.")),
        ["change_message_without_value"] = new(Key("Put %@ where the new value stands.")),
        ["ignored_here"] = new(Key("The wallets ignore this here: leave it out.")),
        ["ignored_here textAlignment"] = new(Key("Wallet ignores the alignment of primary and back fields.")),
        ["ignored_here dataDetectorTypes"] = new(Key("Wallet looks for links and numbers in back fields only.")),
        ["ignored_here footerFields"] = new(Key("Only the poster has fields at its foot: move them there.")),
        ["ignored_here additionalInfoFields"] = new(Key("Only event tickets and posters show these fields: move them to the back.")),
        ["ignored_here auxiliaryFields"] = new(Key("Only event tickets have a second row.")),
        ["ignored_here transitType"] = new(Key("Only boarding passes have a means of transport.")),
        ["ignored_here logoText"] = new(Key("Poster tickets do not show this text: give the poster a text of its own under Wallets.")),
        ["ignored_here relevantDates"] = new(Key("Coupons and store cards are suggested by place, not by time: give places instead.")),
        ["ignored_here groupingIdentifier"] = new(Key("Only boarding passes and event tickets are grouped.")),
        ["ignored_here backgroundColor"] = new(Key("The background image covers the background color.")),
        ["ignored_here genericType"] = new(Key("Only Google's generic cards have a purpose of their own.")),
        ["too_many_fields"] = new(Key("Reduce the fields to at most {0}."), "max#"),
        ["more_fields_than_shown"] = new(Key("This style shows at most {0} of these fields: move the others to the back."), "max#"),
        ["wrong_row"] = new(Key("Only the auxiliary fields of an event ticket have a row, 0 or 1.")),
        ["contradictory_formats"] = new(Key("A value is an amount, a number or a date: choose one format.")),
        ["format_left_out"] = new(Key("The value does not fit the new format of its field, and is shown without it.")),
        ["wrong_fallback"] = new(Key("Fall back to a format that older phones know: QR, PDF417, Aztec or Code 128.")),
        ["unusual_encoding"] = new(Key("Readers expect the encoding ISO 8859-1 or UTF-8.")),
        ["barcode_cannot_hold_message"] = new(
            Key("This format cannot hold the content of the barcode: choose a QR code, or a shorter content.")),
        ["wrong_language"] = new(Key("Write the language as its tag, such as en, fr-CA or zh-Hans.")),
        ["too_many_translations"] = new(Key("These are too many translations: give fewer languages or texts.")),
        ["duplicate_language"] = new(Key("This language is given twice: give its texts once.")),
        ["empty_text"] = new(Key("The text to translate is empty: remove it.")),
        ["too_many_locations"] = new(Key("Give at most {0} places: Wallet accepts no more."), "max#"),
        ["too_many_beacons"] = new(Key("Give at most {0} beacons: Wallet accepts no more."), "max#"),
        ["too_many_dates"] = new(Key("Give at most {0} times."), "max#"),
        ["wrong_uuid"] = new(Key("Write the beacon's UUID as 8-4-4-4-12 hexadecimal digits.")),
        ["wrong_beacon"] = new(Key("Give numbers between 0 and 65535 for the beacon.")),
        ["wrong_relevant_date"] = new(Key("Give one moment, or a beginning and an end after it.")),
        ["long_interval"] = new(
            Key("Make the interval at most 24 hours, one a day for longer events: a longer one starts no Live Activity.")),
        ["text_too_long"] = new(Key("Shorten this text to at most {0} characters."), "max#"),
        ["wrong_serial_number"] = new(Key("This serial number cannot be used: choose another.")),
        ["token_and_address"] = new(Key("Devices need both an address and a token to ask for updates.")),
        ["token_too_short"] = new(Key("The token is too short.")),
        ["not_a_number"] = new(Key("This field shows a number: give one, without a unit or a currency.")),
        ["not_a_date"] = new(Key("This field shows a date: give one with its time zone, such as 2026-12-15T19:00:00+01:00.")),
        ["too_large"] = new(Key("This is too large: every pass carries it.")),
        ["too_deep"] = new(Key("This is nested too deeply.")),
        ["coordinate_out_of_range"] = new(Key("Give latitude and longitude in degrees.")),
        ["unknown_constant"] = new(Key("The wallets do not know this value: choose one of those that they know.")),
        ["wrong_color"] = new(Key("Write the color as #rrggbb, such as #1f2937.")),
        ["wrong_date"] = new(
            Key("Write the date with its time zone, such as 2026-12-15T19:00:00+01:00: devices open no pass with a wrong date.")),
        ["wrong_currency"] = new(Key("Write the currency as its code in capitals, such as EUR.")),
        ["wrong_airport"] = new(Key("Write the airport as its IATA code: three capitals, such as CDG.")),
        ["wrong_airline"] = new(Key("Write the airline as its IATA code: two characters, such as AF.")),
        ["wrong_time_zone"] = new(Key("Write the time zone by its name, such as Europe/Paris.")),
        ["wrong_amount"] = new(Key("Write the amount as a decimal number, such as 12.50.")),
        ["unsafe_url"] = new(Key("The address would run a script or show its own content: use an https address.")),
        ["wrong_url"] = new(Key("Write a complete address, such as https://example.com/tickets.")),
        ["url_not_https"] = new(Key("Use an https address: Wallet may not open any other.")),
        ["not_public"] = new(Key("Google cannot reach this address: give one on the internet.")),
        ["reserved_key"] = new(Key("“{0}” is the field of messages to holders: use another key."), "key"),
        ["fields_on_the_back"] = new(Key("Fields without a place in the template are on the back: give them a place there.")),
        ["wrong_pass_type_identifier"] = new(Key("A Pass Type ID begins with “pass.”, such as pass.com.example.card.")),
        ["unknown_member"] = new(Key("Nothing reads this: correct its spelling or leave it out.")),
        ["broken_text"] = new(Key("The text is damaged: type it again.")),
        ["control_character"] = new(Key("The text has a character that cannot be seen: type it again.")),
        ["wrong_duration"] = new(Key("Write the duration in ISO 8601, such as P30D or PT12H.")),
        ["out_of_range"] = new(Key("This number is outside what is allowed here.")),
        ["wrong_key"] = new(Key("This key cannot be used here: choose another.")),
        ["wrong_key encryptionPublicKey"] = new(Key("Give the readers' public key on curve P-256, in PEM or base64.")),
        ["not_a_choice"] = new(Key("Leave the options out, or make the field a choice.")),
        ["wrong_format"] = new(Key("The form asks for another kind of value than the design shows.")),
        ["known_key"] = new(Key("Passinstance writes this itself: give it in its own place.")),
        ["raw_key"] = new(Key("This is written to the pass unchecked: only Wallet checks it.")),
        ["google_wrong_type"] = new(Key("Google Wallet expects another kind of value here.")),
        ["google_unknown_key"] = new(Key("Google Wallet does not know this: correct its spelling or leave it out.")),
        ["google_other_type logoUrl"] = new(
            Key("Google Wallet will show this as a generic pass, because its kind needs a logo: upload a logo or an icon.")),
        ["google_other_type"] = new(
            Key("Google Wallet will show this as a generic pass, because facts of the flight are missing: give them.")),
        ["google_needs_logo"] = new(
            Key("Google Wallet rejects this kind of card without a logo: upload a logo or an icon, or name an address.")),
        ["google_text_cut"] = new(Key("Google Wallet cuts this text: shorten it.")),
        ["google_modules_cut"] = new(Key("Google Wallet shows {0} texts of a pass: the others are left out."), "max#"),
        ["google_needs_tag"] = new(Key("Google Wallet needs “{0}” for a flight: give it."), "tag"),
        ["google_demo_mode"] = new(
            Key("The Google issuer is in demo mode: only test accounts can save the pass. Ask Google for publishing access.")),
        ["development_certificate"] = new(
            Key("The pass is signed with a development certificate, which real devices reject: upload your Pass Type ID certificate.")),
        ["intermediate_expired"] = new(Key("The intermediate certificate has expired: download Apple's current one and upload it.")),
        ["certificate_expired"] = new(
            Key("The certificate expired on {0}: renew it at Apple for the same Pass Type ID and upload it. Installed passes go on."),
            "day@"),
        ["certificate_not_yet_valid"] = new(
            Key("The certificate is valid from {0} on: wait until then, or check the server's clock."), "day@"),
        ["certificate_expires_soon"] = new(
            Key("The certificate expires on {0}: before then, renew it at Apple for the same Pass Type ID and upload it here."), "day@"),
        ["certificate_differs"] = new(
            Key("The certificate is for another Pass Type ID or team than the template names: make them the same.")),
        ["no_certificate"] = new(Key("No certificate for this Pass Type ID is uploaded: upload it, or use an identifier that has one.")),
        ["not_apple_root"] = new(
            Key("The certificate does not come from Apple: no device accepts its passes. Upload the certificate that Apple made.")),
        ["poster_needs_nfc"] = new(Key("Poster tickets are for entry by NFC: give the settings of NFC, or leave the poster out.")),
        ["poster_needs_artwork"] = new(Key("A poster ticket consists of its artwork: upload one of at least 1074 by 1344 pixels.")),
        ["poster_needs_background"] = new(
            Key("The poster needs its picture, the background: upload one of at least 1035 by 1515 pixels.")),
        ["poster_without_barcode"] = new(Key("Poster tickets show no barcodes: with one, devices show the older design.")),
        ["ends_before_start"] = new(Key("Let the event end after it begins.")),
        ["missing_tag"] = new(Key("“{0}” is missing: without it devices show less, or the older design."), "tag"),
        ["scheme_needs_style"] = new(Key("The newer design is not for this kind of pass.")),
        ["no_older_scheme"] = new(Key("Name the older design, too, for older devices.")),
        ["no_live_activity"] = new(Key("An app of your own here turns Wallet's Live Activity off.")),
        ["too_many_actions"] = new(Key("These are too many actions.")),
        ["wrong_identifier"] = new(Key("Give each one its own identifier.")),
        ["not_shown"] = new(Key("Devices have been seen not to show this: try it on yours.")),
        ["needs_app"] = new(Key("Name the app: without it nothing can be launched.")),
        ["wrong_distance"] = new(Key("Give the distance in meters, greater than 0.")),
        ["too_many_images"] = new(Key("Reduce the images to at most {0}."), "max#"),
        ["images_too_large"] = new(Key("The images are too large together: every pass carries them all.")),
        ["duplicate_image"] = new(Key("This image is given twice: remove one.")),
        ["wrong_image_name"] = new(Key("Name the image as Apple does, such as icon, icon@2x or logo@3x.")),
        ["unknown_image"] = new(Key("Wallet has no image of this name.")),
        ["image_too_large"] = new(Key("The image is too large: reduce it.")),
        ["not_a_png"] = new(Key("The file is no complete PNG picture: export it again.")),
        ["image_size"] = new(Key("The picture does not have the size of its place: Wallet scales or crops it.")),
        ["localized_image_hidden"] = new(
            Key("An image without a language hides those of the same name with one: give every language its own, or none.")),
        ["localized_scales_differ"] = new(Key("Give the image in the same sizes in every language.")),
        ["strip_hides_images"] = new(
            Key("An event ticket with a strip shows neither background nor thumbnail: leave out one or the other.")),
        ["icon_not_for_all"] = new(
            Key("Give the icon without a language, or in every language: where there is none, no device opens the pass.")),
        ["icon_scale_missing"] = new(Key("Give also {0}: devices scale another icon in its place."), "scale"),
        ["image_not_shown"] = new(Key("This style does not show the image “{0}”."), "image"),
        ["too_many_events"] = new(Key("These are too many events.")),
        ["wrong_digest"] = new(Key("Give the file's SHA-256 as 64 hexadecimal digits.")),
        ["nfc_message_too_long"] = new(Key("Shorten the content to at most {0} bytes."), "max#"),
        ["uncompressed_key"] = new(Key("Give the key with a compressed point: iPhones require it.")),
    };

    /// <summary>The codes that have words.</summary>
    internal static IEnumerable<string> Codes => Known.Keys.Where(key => !key.Contains(' ', StringComparison.Ordinal));

    /// <summary>The values that the sentences need.</summary>
    internal static IEnumerable<string> ValueNames => Known.Values.SelectMany(sentence => sentence.Names);

    /// <summary>The sentence of a finding; null where the engine's own is shown.</summary>
    internal static string? Of(Finding finding) => Of(finding.Code, finding.Pointer, finding.Values, finding.Message);

    /// <summary>The sentence of a finding; null where the service's own is shown.</summary>
    /// <param name="code">Its code.</param>
    /// <param name="pointer">JSON pointer of the member that it is about.</param>
    /// <param name="values">Its values.</param>
    /// <param name="english">The service's own sentence.</param>
    internal static string? Of(string code, string pointer, IEnumerable<KeyValuePair<string, string>>? values, string english) =>
        Known.TryGetValue($"{code} {MemberOf(pointer)}", out var sentence) || Known.TryGetValue(code, out sentence)
            ? sentence.With(values, english) : null;

    /// <summary>The last member that a pointer names.</summary>
    internal static string? MemberOf(string pointer) =>
        pointer.Split('/', '?').LastOrDefault(part => part.Length > 0 && !part.All(char.IsAsciiDigit));
}
