using System.Text.Json;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Apple.PassJson;

/// <summary>Writes pass.json: the template's part is encoded once, the pass's values are written into it.</summary>
internal sealed class PassJsonTemplate
{
    private readonly WalletTemplate _template;
    private readonly List<(JsonEncodedText Name, byte[] Value)> _constants = [];
    private readonly Overridable _backgroundColor;
    private readonly Overridable _foregroundColor;
    private readonly Overridable _labelColor;
    private readonly Overridable _logoText;
    private readonly Overridable _groupingIdentifier;
    private readonly Overridable _locations;
    private readonly Overridable _beacons;
    private readonly Overridable _relevantDates;
    private readonly Overridable _relevantDate;
    private readonly Overridable _semantics;
    private readonly Overridable _upcoming;
    private readonly Overridable _userInfo;
    private readonly Overridable _nfc;
    private readonly PreparedLayout _style;
    private readonly PreparedLayout? _posterGeneric;

    public PassJsonTemplate(WalletTemplate template)
    {
        _template = template;
        var type = template.PassType ?? PassType.Generic;
        AddConstants(template);
        _backgroundColor = new Overridable("backgroundColor", Color(template.BackgroundColor));
        _foregroundColor = new Overridable("foregroundColor", Color(template.ForegroundColor));
        _labelColor = new Overridable("labelColor", Color(template.LabelColor));
        _logoText = new Overridable("logoText", template.LogoText);
        _groupingIdentifier = new Overridable("groupingIdentifier", template.GroupingIdentifier);
        _locations = new Overridable("locations", template.Locations);
        _beacons = new Overridable("beacons", template.Beacons);
        _relevantDates = new Overridable("relevantDates", template.RelevantDates?.Select(AppleRelevance.ToNode).ToArray());
        _relevantDate = new Overridable("relevantDate", AppleRelevance.First(template.RelevantDates));
        _semantics = new Overridable("semantics", template.Semantics is null ? null : AppleSemantics.Normalize(template.Semantics));
        _upcoming = new Overridable(
            "upcomingPassInformation", template.UpcomingPassInformation?.Select(AppleSemantics.Normalize).ToArray());
        _userInfo = new Overridable("userInfo", template.UserInfo);
        _nfc = new Overridable("nfc", template.Nfc?.Message is null ? null : template.Nfc);
        var style = JsonNamingPolicy.CamelCase.ConvertName(type.ToString());
        _style = new PreparedLayout(template, style, template.Layout, StyleLimits.Of(type));
        _posterGeneric = template.PosterGeneric is null ? null
            : new PreparedLayout(template, "posterGeneric", template.PosterGeneric, StyleLimits.PosterGeneric);
    }

    public void Write(Utf8JsonWriter writer, WalletPass pass)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in _constants)
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(value, skipInputValidation: true);
        }

        writer.WriteString("serialNumber"u8, pass.SerialNumber);
        if (pass.WebServiceUrl is not null && pass.AuthenticationToken is not null)
        {
            writer.WriteString("webServiceURL"u8, pass.WebServiceUrl);
            writer.WriteString("authenticationToken"u8, pass.AuthenticationToken);
        }

        WriteColor(writer, _backgroundColor, pass.BackgroundColor);
        WriteColor(writer, _foregroundColor, pass.ForegroundColor);
        WriteColor(writer, _labelColor, pass.LabelColor);
        WriteText(writer, _logoText, pass.LogoText);
        WriteText(writer, _groupingIdentifier, pass.GroupingIdentifier);
        WriteRelevance(writer, pass);
        if (pass.ExpirationDate is { } expires)
            AppleRelevance.WriteDate(writer, "expirationDate"u8, expires);
        if (pass.Voided)
            writer.WriteBoolean("voided"u8, true);
        AppleBarcode.Write(writer, _template.Barcode, pass);
        WriteRest(writer, pass);
        _style.Write(writer, pass);
        _posterGeneric?.Write(writer, pass);
        writer.WriteEndObject();
    }

    private void WriteRelevance(Utf8JsonWriter writer, WalletPass pass)
    {
        if (pass.RelevantDate is not null || pass.RelevantDates is not null)
        {
            AppleRelevance.Write(writer, pass.RelevantDate, pass.RelevantDates);
        }
        else
        {
            _relevantDates.Write(writer);
            _relevantDate.Write(writer);
        }

        WriteObject(writer, _locations, pass.Locations);
        WriteObject(writer, _beacons, pass.Beacons);
    }

    private void WriteRest(Utf8JsonWriter writer, WalletPass pass)
    {
        if (pass.Semantics is null)
            _semantics.Write(writer);
        else
            _semantics.Write(writer, AppleSemantics.Merge(_template.Semantics, pass.Semantics));
        WriteObject(writer, _upcoming, pass.UpcomingPassInformation?.Select(AppleSemantics.Normalize).ToArray());
        WriteObject(writer, _userInfo, pass.UserInfo);
        WriteObject(writer, _nfc, pass.NfcMessage is null || _template.Nfc is null ? null
            : _template.Nfc with { Message = pass.NfcMessage });
    }

    private static void WriteColor(Utf8JsonWriter writer, Overridable member, string? color)
    {
        if (color is null)
            member.Write(writer);
        else
            writer.WriteString(member.Name, Color(color));
    }

    private static void WriteText(Utf8JsonWriter writer, Overridable member, string? text)
    {
        if (text is null)
            member.Write(writer);
        else
            writer.WriteString(member.Name, text);
    }

    private static void WriteObject<T>(Utf8JsonWriter writer, Overridable member, T? value)
    {
        if (value is null)
            member.Write(writer);
        else
            member.Write(writer, WalletJson.Encode(value));
    }

    private static string? Color(string? color) => HexColor.TryParse(color)?.ToRgb();

    private void AddConstants(WalletTemplate template)
    {
        Add("formatVersion", 1);
        Add("passTypeIdentifier", template.PassTypeIdentifier);
        Add("teamIdentifier", template.TeamIdentifier);
        Add("organizationName", template.OrganizationName);
        Add("description", template.Description);
        Add("stripColor", Color(template.StripColor));
        Add("footerBackgroundColor", Color(template.FooterBackgroundColor));
        Add("eventLogoText", template.EventLogoText);
        Add("suppressStripShine", template.SuppressStripShine);
        Add("suppressHeaderDarkening", template.SuppressHeaderDarkening);
        Add("useAutomaticColors", template.UseAutomaticColors);
        Add("sharingProhibited", template.SharingProhibited);
        Add("appLaunchURL", template.AppLaunchUrl);
        Add("associatedStoreIdentifiers", template.AssociatedStoreIdentifiers);
        Add("auxiliaryStoreIdentifiers", template.AuxiliaryStoreIdentifiers);
        Add("maxDistance", template.MaxDistance);
        Add("preferredStyleSchemes", template.PreferredStyleSchemes);
        Add("featuredActions", template.FeaturedActions);
        var links = JsonSerializer.SerializeToNode(template.Urls ?? new PassLinks(), WalletJson.Options)!;
        foreach (var (name, value) in links.AsObject())
            Add(name, value);
        foreach (var (name, value) in template.Extra ?? new Dictionary<string, JsonElement>())
            Add(name, RawDates.WithoutFractions(name, JsonSerializer.SerializeToNode(value, WalletJson.Options)));
    }

    private void Add<T>(string name, T? value)
    {
        if (value is not null)
            _constants.Add((WalletJson.Text(name), WalletJson.Encode(value)));
    }

    /// <summary>A member that the template may give and the pass may replace.</summary>
    private readonly struct Overridable(string name, object? value)
    {
        private readonly byte[]? _constant = value is null ? null : WalletJson.Encode(value);

        public JsonEncodedText Name { get; } = WalletJson.Text(name);

        public void Write(Utf8JsonWriter writer) => Write(writer, _constant);

        public void Write(Utf8JsonWriter writer, byte[]? value)
        {
            if (value is not null)
            {
                writer.WritePropertyName(Name);
                writer.WriteRawValue(value, skipInputValidation: true);
            }
        }
    }
}
