using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Google;

/// <summary>
/// A template prepared for Google Wallet. Its class is the same for all passes, except a flight's, which names the flight: where a pass
/// brings its own flight, it gets that flight's class. Immutable and safe to use from many threads.
/// </summary>
public sealed class PreparedGoogleTemplate
{
    private readonly WalletTemplate _template;
    private readonly string _issuerId;
    private readonly string _templateId;
    private readonly GoogleObjectWriter _objects;
    private readonly GoogleClassWriter _classes;
    private readonly byte[]? _sharedClass;
    private readonly string _sharedClassId;

    private PreparedGoogleTemplate(
        WalletTemplate template, string issuerId, string templateId, string? callbackUrl, Func<string, string>? imageUrl)
    {
        _template = template;
        _issuerId = issuerId;
        _templateId = templateId;
        Type = GoogleTypes.Of(template);
        _objects = new GoogleObjectWriter(template, Type, imageUrl);
        _classes = new GoogleClassWriter(template, Type, template.OrganizationName, callbackUrl);
        _sharedClassId = GoogleIds.Class(issuerId, templateId);
        var isComplete = Type != GooglePassType.Flight || GoogleTypes.MissingFlightTags(template.Semantics, pass: null).Count == 0;
        _sharedClass = isComplete ? WalletJson.Encode(_classes.Write(_sharedClassId, template.Semantics ?? new SemanticTags())) : null;
        ClassResource = $"{JsonNamingPolicy.CamelCase.ConvertName(Type.ToString())}Class";
        ObjectResource = $"{JsonNamingPolicy.CamelCase.ConvertName(Type.ToString())}Object";
        ClassesName = JsonEncodedText.Encode($"{ClassResource}es");
        ObjectsName = JsonEncodedText.Encode($"{ObjectResource}s");
    }

    /// <summary>Which of Google's types the template became.</summary>
    public GooglePassType Type { get; }

    /// <summary>The name of the class collection in a payload and of the resource in the REST API: <c>loyaltyClass</c>.</summary>
    public string ClassResource { get; }

    /// <summary>The name of the object's resource in the REST API: <c>loyaltyObject</c>.</summary>
    public string ObjectResource { get; }

    /// <summary>The name of the list of classes in a save link's payload.</summary>
    internal JsonEncodedText ClassesName { get; }

    /// <summary>The name of the list of objects in a save link's payload.</summary>
    internal JsonEncodedText ObjectsName { get; }

    /// <summary>Prepares a template.</summary>
    /// <param name="template">The template, itself without errors.</param>
    /// <param name="issuerId">The issuer's number.</param>
    /// <param name="templateId">A stable name of the template, unique for the issuer.</param>
    /// <param name="callbackUrl">Where Google reports saves and deletes, unless the template names an address of its own; nowhere when none
    /// is given.</param>
    /// <param name="imageUrl">The public address of an image of a pass, by its id; null when Google cannot fetch them.</param>
    public static PreparedGoogleTemplate Prepare(
        WalletTemplate template, string issuerId, string templateId, string? callbackUrl = null, Func<string, string>? imageUrl = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(templateId);
        if (string.IsNullOrEmpty(issuerId) || !issuerId.All(char.IsAsciiDigit))
            throw new ArgumentException("Give the Google Wallet issuer id: digits only.", nameof(issuerId));
        return new PreparedGoogleTemplate(template, issuerId, templateId, callbackUrl, imageUrl);
    }

    /// <summary>The id of a pass's class.</summary>
    /// <param name="pass">The pass.</param>
    public string ClassId(WalletPass pass) =>
        BringsOwnFlight(pass) ? FlightClassId(SemanticTagsMerge.Of(_template.Semantics, pass.Semantics)) : _sharedClassId;

    /// <summary>The id of a pass's object: the same for the same serial number.</summary>
    /// <param name="serialNumber">The pass's serial number.</param>
    public string ObjectId(string serialNumber) => GoogleIds.Object(_issuerId, _templateId, serialNumber);

    /// <summary>Whether Google can show the pass: a flight needs the tags that identify it.</summary>
    /// <param name="pass">The pass.</param>
    public bool Fits(WalletPass pass) =>
        Type != GooglePassType.Flight || GoogleTypes.MissingFlightTags(_template.Semantics, pass.Semantics).Count == 0;

    /// <summary>The class of a pass.</summary>
    /// <param name="pass">The pass.</param>
    /// <exception cref="ArgumentException">The pass is for a flight and lacks the tags that identify it.</exception>
    public JsonObject Class(WalletPass pass)
    {
        if (!BringsOwnFlight(pass) && _sharedClass is not null)
            return JsonNode.Parse(_sharedClass)!.AsObject();
        var missing = GoogleTypes.MissingFlightTags(_template.Semantics, pass.Semantics);
        if (missing.Count > 0)
        {
            throw new ArgumentException(
                $"Give the semantic tags {string.Join(", ", missing)}: Google Wallet needs them for a flight.", nameof(pass));
        }

        var tags = SemanticTagsMerge.Of(_template.Semantics, pass.Semantics);
        return _classes.Write(FlightClassId(tags), tags);
    }

    /// <summary>The object of a pass.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="state">Its state; when none is given, inactive if the pass is voided, else active.</param>
    public JsonObject Object(WalletPass pass, GoogleObjectState? state = null)
    {
        var current = state ?? (pass.Voided ? GoogleObjectState.Inactive : GoogleObjectState.Active);
        return _objects.Write(ObjectId(pass.SerialNumber), ClassId(pass), pass, current);
    }

    /// <summary>
    /// What to PUT in place of a deleted pass's object: Google has no deletion, so that it becomes inactive and loses all that is personal.
    /// </summary>
    /// <param name="pass">The pass as it was; only its serial number and flight are used.</param>
    public JsonObject DeletedObject(WalletPass pass)
    {
        var flight = pass.Semantics is not { } tags ? null : new SemanticTags
        {
            AirlineCode = tags.AirlineCode,
            FlightNumber = tags.FlightNumber,
            DepartureAirportCode = tags.DepartureAirportCode,
            DestinationAirportCode = tags.DestinationAirportCode,
            OriginalDepartureDate = tags.OriginalDepartureDate,
        };
        var left = Object(new WalletPass { SerialNumber = pass.SerialNumber, Semantics = flight }, GoogleObjectState.Inactive);

        // Messages may name the holder, and a member that is left out would stay.
        left["messages"] = new JsonArray();
        return left;
    }

    /// <summary>The class as bytes: encoded once where all passes share it.</summary>
    internal byte[] ClassJson(WalletPass pass) =>
        !BringsOwnFlight(pass) && _sharedClass is not null ? _sharedClass : WalletJson.Encode(Class(pass));

    private bool BringsOwnFlight(WalletPass pass) => Type == GooglePassType.Flight && pass.Semantics is
    { AirlineCode: not null } or { FlightNumber: not null } or { DepartureAirportCode: not null }
        or { DestinationAirportCode: not null } or { OriginalDepartureDate: not null };

    private string FlightClassId(SemanticTags tags)
    {
        var day = tags.OriginalDepartureDate is { Length: >= 10 } date ? date[..10] : "";
        var flight = string.Create(CultureInfo.InvariantCulture,
            $"{_templateId}-{tags.AirlineCode}{tags.FlightNumber}-{tags.DepartureAirportCode}-{tags.DestinationAirportCode}-{day}");
        return GoogleIds.Class(_issuerId, flight);
    }
}
