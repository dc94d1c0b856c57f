using System.Text.Json.Nodes;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Google;

/// <summary>Makes an object: one holder's pass.</summary>
internal sealed class GoogleObjectWriter(WalletTemplate template, GooglePassType type, Func<string, string>? imageUrl)
{
    private readonly GoogleText _text = new(template);

    public JsonObject Write(string objectId, string classId, WalletPass pass, GoogleObjectState state)
    {
        var tags = SemanticTagsMerge.Of(template.Semantics, pass.Semantics);
        var fields = ShownFields.Of(template, pass);
        var made = new JsonObject { ["id"] = objectId, ["classId"] = classId, ["state"] = Constant(state) };
        GoogleObjectDetails.Add(made, new GoogleObjectContext(template, pass, tags, fields, _text), type);
        AddShared(made, pass);
        AddModules(made, fields);
        AddImages(made, pass);
        GoogleJson.Overlay(made, template.Google?.Object, "Object");
        GoogleJson.Overlay(made, pass.Google, "Object");
        return made;
    }

    private static string Constant(GoogleObjectState state) => state switch
    {
        GoogleObjectState.Completed => "COMPLETED",
        GoogleObjectState.Expired => "EXPIRED",
        GoogleObjectState.Inactive => "INACTIVE",
        _ => "ACTIVE",
    };

    private void AddShared(JsonObject made, WalletPass pass)
    {
        if (!string.IsNullOrEmpty(pass.BarcodeMessage))
            made["barcode"] = GoogleBarcode.Of(template.Barcode, pass);
        if (type is GooglePassType.Generic or GooglePassType.EventTicket
            && HexColor.TryParse(pass.BackgroundColor ?? template.BackgroundColor) is { } color)
        {
            made["hexBackgroundColor"] = color.ToHex();
        }

        if (pass.ExpirationDate is { } expires)
            made["validTimeInterval"] = new JsonObject { ["end"] = new JsonObject { ["date"] = IsoDate.Format(expires) } };
        if ((pass.GroupingIdentifier ?? template.GroupingIdentifier) is { } grouping)
            made["groupingInfo"] = new JsonObject { ["groupingId"] = grouping };
        if (GoogleJson.Locations(pass.Locations) is { } locations)
            made["merchantLocations"] = locations;
        if (pass.NfcMessage is { } message)
            made["smartTapRedemptionValue"] = message;
    }

    // A strip is the image of the card, as the template's is; a photo of the holder stands among the details. Google has the logo in the
    // class, which all passes share.
    private void AddImages(JsonObject made, WalletPass pass)
    {
        if (imageUrl is null || pass.Images.Count == 0)
            return;
        if (Of("strip") is { } strip)
            made["heroImage"] = _text.Image(imageUrl(strip.Id), template.Description);
        if (Of("thumbnail") is { } photo)
        {
            made["imageModulesData"] = new JsonArray(
                new JsonObject { ["id"] = "thumbnail", ["mainImage"] = _text.Image(imageUrl(photo.Id), template.Description) });
        }

        OwnImage? Of(string name) => pass.Images.Where(image => OwnImage.BaseOf(image.Name) == name)
            .MaxBy(image => image.Name, StringComparer.Ordinal);
    }

    private void AddModules(JsonObject made, List<ShownField> fields)
    {
        var header = type == GooglePassType.Generic ? GoogleObjectDetails.HeaderField(fields) : null;
        JsonArray? modules = null;
        foreach (var field in fields)
        {
            if (field.Key == header?.Key || GoogleFields.HasOwnPlace(type, field.Key) || field.Value.Text.Length == 0)
                continue;
            var body = GoogleValue.Text(field);
            if (body.Length == 0)
                continue;
            var module = new JsonObject { ["id"] = GoogleIds.Module(field.Key), ["body"] = body };
            if (field.Label is { Length: > 0 } label)
            {
                module["header"] = label;
                if (_text.IsTranslated(label))
                    module["localizedHeader"] = _text.Localized(label);
            }

            if (_text.IsTranslated(body))
                module["localizedBody"] = _text.Localized(body);
            (modules ??= []).Add(module);
        }

        if (modules is not null)
            made["textModulesData"] = modules;
    }
}
