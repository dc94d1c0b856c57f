using System.Linq.Expressions;
using System.Text.Json;
using System.Text.Json.Nodes;
using Passinstance.Client;
using Passinstance.PassPreview;
using Passinstance.Wallet;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;
using Finding = Passinstance.Wallet.Rules.Finding;
using GooglePassType = Passinstance.Wallet.Model.GooglePassType;
using GoogleTemplate = Passinstance.Wallet.Model.GoogleTemplate;
using PassField = Passinstance.Wallet.Model.PassField;
using PassLayout = Passinstance.Wallet.Model.PassLayout;
using StyleScheme = Passinstance.Wallet.Model.StyleScheme;

namespace Passinstance.Dashboard.Designer;

/// <summary>A place of a layout.</summary>
/// <param name="Name">Its member of the layout.</param>
/// <param name="Text">What people call it.</param>
/// <param name="Purpose">What belongs there.</param>
internal sealed record Place(string Name, string Text, string Purpose)
{
    /// <summary>Begins the names of the places of the poster, which has a layout of its own.</summary>
    internal const string Poster = "posterGeneric/";

    /// <summary>Where findings about it point.</summary>
    internal string Pointer => PointerOf(Name);

    /// <summary>Whether a field can be moved from one to the other by a step.</summary>
    internal bool IsBeside(Place other) => IsPoster(Name) == IsPoster(other.Name);

    internal static string PointerOf(string name) => IsPoster(name) ? $"/{name}" : $"/layout/{name}";

    internal static bool IsPoster(string name) => name.StartsWith(Poster, StringComparison.Ordinal);
}

/// <summary>A design while a person works on it: the template, its images, and how to go back.</summary>
public sealed class DesignDraft(WalletTemplate template, IReadOnlyList<PassImage> images)
{
    private const int MaxUndo = 50;
    private const string GoogleColor = "hexBackgroundColor";

    // Of the API's template; not of the design.
    private static readonly string[] Envelope =
    [
        "id", "name", "status", "version", "unpublishedChanges", "images", "passFlowUrl", "createdAt", "updatedAt", "warnings",
        "templateId", "publishedAt",
    ];

    private readonly Stack<(WalletTemplate Template, IReadOnlyList<PassImage> Images)> _undo = new();
    private readonly Dictionary<string, List<int>> _ids = new(StringComparer.Ordinal);
    private int _nextId;
    private string? _typing;
    private (string Typing, string Text)? _orphan;

    /// <summary>The places of a template in the order of the card, and those of its poster.</summary>
    internal static IReadOnlyList<Place> PlacesOf(WalletTemplate template) =>
    [
        .. Places.SkipLast(1),
        .. template.PassType == Wallet.Model.PassType.EventTicket || template.Layout?.AdditionalInfoFields is { Count: > 0 }
            ? new[] { Additional } : [],
        Places[^1],
        .. template.PosterGeneric is null ? [] : PosterPlaces,
    ];

    private static readonly Place Additional = new(
        "additionalInfoFields", Key("Additional info"),
        Key("Below the ticket, from iOS 18 on; older phones show it on the back."));

    private static readonly Place[] PosterPlaces =
    [
        new(Place.Poster + "headerFields", Key("Poster: header"), Key("One field at the top of the poster.")),
        new(Place.Poster + "primaryFields", Key("Poster: primary"), Key("Up to four over the picture.")),
        new(Place.Poster + "footerFields", Key("Poster: footer"), Key("Up to two at its foot.")),
        new(Place.Poster + "additionalInfoFields", Key("Poster: additional info"), Key("Below the poster.")),
        new(Place.Poster + "backFields", Key("Poster: back"), Key("Behind the poster.")),
    ];

    private static IReadOnlyList<Place> Places { get; } =
    [
        new("headerFields", Key("Header"), Key("Beside the logo; seen while passes are stacked.")),
        new("primaryFields", Key("Primary"), Key("The largest text of the card.")),
        new("secondaryFields", Key("Secondary"), Key("The row below it.")),
        new("auxiliaryFields", Key("Auxiliary"), Key("Another row, in smaller type.")),
        new("backFields", Key("Back"), Key("Behind the card: terms, links, telephone numbers.")),
    ];

    internal WalletTemplate Template { get; private set; } = template;

    internal IReadOnlyList<PassImage> Images { get; private set; } = images;

    /// <summary>Whether it differs from what was saved.</summary>
    internal bool IsChanged { get; private set; }

    internal bool CanUndo => _undo.Count > 0;

    /// <summary>Reads a template of the API.</summary>
    internal static WalletTemplate Read(object template)
    {
        var json = JsonSerializer.SerializeToNode(template, template.GetType(), JsonSerializerOptions.Web)!.AsObject();
        foreach (var member in Envelope)
            json.Remove(member);
        RemoveNulls(json);
        return json.Deserialize<WalletTemplate>(WalletJson.Options)!;
    }

    /// <summary>Reads the values of a pass of the API.</summary>
    internal static WalletPass ReadPass(Client.Pass pass)
    {
        var json = JsonSerializer.SerializeToNode(pass, JsonSerializerOptions.Web)!.AsObject();
        RemoveNulls(json);
        return json.Deserialize<WalletPass>(WalletJson.Options)!;
    }

    /// <summary>A value as the API takes it.</summary>
    internal static object ToJson(PassValue value) => JsonSerializer.SerializeToElement(value, WalletJson.Options);

    /// <summary>Changes the template.</summary>
    /// <param name="change">The change.</param>
    /// <param name="typing">What is typed in: one undo takes back all that was typed in one go. Null for another kind of change.</param>
    internal void Change(Func<WalletTemplate, WalletTemplate> change, string? typing = null)
    {
        Remember(typing);
        var before = Texts();
        Template = change(Template);
        if (typing is not null && Template.Localizations is not null)
            KeepTranslations(typing, before, Texts());
    }

    /// <summary>Puts another design in its place.</summary>
    internal void Replace(WalletTemplate other, IReadOnlyList<PassImage> images)
    {
        Remember(null);
        (Template, Images) = (other, images);
    }

    /// <summary>The texts that holders read and that can be translated, each once.</summary>
    internal IReadOnlyList<string> Texts() =>
    [
        .. new[]
            {
                Template.Description, Template.LogoText, Template.EventLogoText, Template.Semantics?.EventName,
                Template.Semantics?.VenueName, Template.Semantics?.VenueRegionName, Template.Semantics?.VenueRoom,
            }
            .Concat(PlacesOf(Template).SelectMany(place => Fields(place.Name)).SelectMany(field => new[]
            {
                field.Label, field.Value is { IsNumber: false } value ? value.Text : null, field.ChangeMessage,
            }))
            .Concat((Template.Locations ?? []).Select(location => location.RelevantText))
            .OfType<string>().Where(text => text.Length > 0).Distinct(StringComparer.Ordinal),
    ];

    /// <summary>A field's own number while the design is open: it stays with the field when that moves.</summary>
    internal int IdOf(string place, int index) => IdsOf(place)[index];

    internal void SetImages(string name, IReadOnlyList<PassImage> made)
    {
        Remember(null);
        Images = [.. Images.Where(image => image.Name.Split('@')[0] != name), .. made];
    }

    internal void Undo()
    {
        if (_undo.TryPop(out var before))
            (Template, Images, IsChanged, _typing) = (before.Template, before.Images, true, null);
    }

    internal void Saved() => IsChanged = false;

    internal IReadOnlyList<PassField> Fields(string place) => FieldsOf(Template, place);

    internal static IReadOnlyList<PassField> FieldsOf(WalletTemplate template, string place)
    {
        var layout = Place.IsPoster(place) ? template.PosterGeneric : template.Layout;
        return place.Split('/')[^1] switch
        {
            "headerFields" => layout?.HeaderFields,
            "primaryFields" => layout?.PrimaryFields,
            "secondaryFields" => layout?.SecondaryFields,
            "auxiliaryFields" => layout?.AuxiliaryFields,
            "additionalInfoFields" => layout?.AdditionalInfoFields,
            "footerFields" => layout?.FooterFields,
            _ => layout?.BackFields,
        } ?? [];
    }

    internal bool HasScheme(string scheme) => Template.PreferredStyleSchemes?.Contains(scheme) == true;

    /// <summary>Prefers a newer design to the one of the style, or no longer does.</summary>
    /// <param name="scheme">The newer design.</param>
    /// <param name="older">The design of the style, for older phones.</param>
    /// <param name="isPreferred">Whether it is preferred.</param>
    internal void SetScheme(string scheme, string older, bool isPreferred) => Change(t => t with
    {
        PreferredStyleSchemes = isPreferred ? [scheme, older] : null,
        // Poster tickets have to say so, either way.
        Nfc = isPreferred && scheme == StyleScheme.PosterEventTicket && t.Nfc is { RequiresAuthentication: null } nfc
            ? nfc with { RequiresAuthentication = false } : t.Nfc,
    });

    /// <summary>Chooses Google's kind of card. A generic card has its color in the object, the others in the class.</summary>
    internal void SetGoogleType(GooglePassType? type) => Change(t =>
    {
        var google = (t.Google ?? new GoogleTemplate()) with { Type = type };
        var isGeneric = type == GooglePassType.Generic || (type is null && t.PassType == Wallet.Model.PassType.Generic);
        var (from, to) = isGeneric ? (google.Class, google.Object) : (google.Object, google.Class);
        if (from is { ValueKind: JsonValueKind.Object } given && given.TryGetProperty(GoogleColor, out var color))
        {
            var (left, moved) = (JsonObject.Create(given)!, to is { } other ? JsonObject.Create(other)! : []);
            left.Remove(GoogleColor);
            moved.TryAdd(GoogleColor, JsonValue.Create(color));
            JsonElement? rest = left.Count == 0 ? null : JsonSerializer.SerializeToElement(left);
            JsonElement? whole = JsonSerializer.SerializeToElement(moved);
            google = isGeneric ? google with { Class = rest, Object = whole } : google with { Object = rest, Class = whole };
        }

        return t with { Google = google == new GoogleTemplate() ? null : google };
    });

    /// <summary>Adds the poster with what the card shows most prominently, or takes it away.</summary>
    internal void SetPoster(bool hasPoster) => Change(t => t with
    {
        PosterGeneric = !hasPoster ? null : new PassLayout
        {
            HeaderFields = [.. FieldsOf(t, "headerFields").Take(1)],
            PrimaryFields = [.. FieldsOf(t, "primaryFields").Concat(FieldsOf(t, "secondaryFields")).Take(4)],
            BackFields = FieldsOf(t, "backFields"),
        },
    });

    internal void SetField(string place, int index, Func<PassField, PassField> change, string? typing = null) =>
        Change(t => WithFields(t, place, [.. Fields(place).Select((field, i) => i == index ? change(field) : field)]), typing);

    internal void AddField(string place)
    {
        var keys = PlacesOf(Template).SelectMany(one => Fields(one.Name)).Select(field => field.Key).ToHashSet(StringComparer.Ordinal);
        var number = 1;
        while (keys.Contains($"field{number}"))
            number++;
        Change(t => WithFields(t, place, [.. Fields(place), new PassField { Key = $"field{number}", Label = "Label" }]));
    }

    internal void RemoveField(string place, int index)
    {
        IdsOf(place).RemoveAt(index);
        Change(t => WithFields(t, place, [.. Fields(place).Where((_, i) => i != index)]));
    }

    /// <summary>Moves a field to another place or position.</summary>
    internal void Move(string from, int index, string to, int at)
    {
        if (index < 0 || index >= Fields(from).Count)
            return;
        var field = Fields(from)[index];
        var (id, ids) = (IdOf(from, index), IdsOf(to));
        IdsOf(from).RemoveAt(index);
        ids.Insert(Math.Clamp(at, 0, ids.Count), id);
        Change(t =>
        {
            var left = WithFields(t, from, [.. Fields(from).Where((_, i) => i != index)]);
            var target = (from == to ? [.. Fields(from).Where((_, i) => i != index)] : Fields(to)).ToList();
            target.Insert(Math.Clamp(at, 0, target.Count), field);
            return WithFields(left, to, target);
        });
    }

    /// <summary>What the wallets would refuse, scale, cut or ignore, and what cannot be read.</summary>
    internal IReadOnlyList<Finding> Findings(PreviewPicture front, PreviewPicture google) =>
        [.. WalletTemplateRules.Validate(Template, Images).Concat(front.Findings).Concat(google.Findings)
            .DistinctBy(finding => (finding.Pointer, finding.Code, finding.Message))];

    /// <summary>The request that saves the design: what it does not have is removed.</summary>
    internal UpdateTemplateRequest ToUpdate(string name)
    {
        var json = Json(name);
        var request = json.Deserialize<UpdateTemplateRequest>(JsonSerializerOptions.Web)!;
        foreach (var property in typeof(UpdateTemplateRequest).GetProperties())
        {
            var member = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            if (property.CanWrite && member is not ("name" or "images" or "additionalProperties") && property.GetValue(request) is null)
            {
                var owner = Expression.Parameter(typeof(UpdateTemplateRequest));
                request.WithNull(Expression.Lambda<Func<UpdateTemplateRequest, object?>>(
                    Expression.Convert(Expression.Property(owner, property), typeof(object)), owner));
            }
        }

        return request;
    }

    /// <summary>The request that creates a draft of it.</summary>
    internal CreateTemplateRequest ToCreate(string name)
    {
        var json = Json(name);
        json["status"] = "draft";
        return json.Deserialize<CreateTemplateRequest>(JsonSerializerOptions.Web)!;
    }

    /// <summary>An image as a request carries it.</summary>
    internal static ImageUpload Upload(PassImage image) =>
        new() { Name = image.Name, Language = image.Language, Content = Convert.ToBase64String(image.Content.Span) };

    private JsonObject Json(string name)
    {
        var json = JsonSerializer.SerializeToNode(Template, WalletJson.Options)!.AsObject();
        json["name"] = name;
        return json;
    }

    private List<int> IdsOf(string place)
    {
        if (!_ids.TryGetValue(place, out var ids))
            _ids[place] = ids = [];
        var count = Fields(place).Count;
        while (ids.Count < count)
            ids.Add(_nextId++);
        if (ids.Count > count)
            ids.RemoveRange(count, ids.Count - count);
        return ids;
    }

    // Translations are found by the text. A text that is typed anew takes its translations along, also when it was empty in between.
    private void KeepTranslations(string typing, IReadOnlyList<string> before, IReadOnlyList<string> now)
    {
        var gone = before.Except(now, StringComparer.Ordinal).ToList();
        var added = now.Except(before, StringComparer.Ordinal).ToList();
        if (gone.Count == 1 && added.Count == 0)
        {
            _orphan = (typing, gone[0]);
            return;
        }

        var empty = _orphan is { } orphan && orphan.Typing == typing ? orphan.Text : null;
        if (added.Count != 1 || gone.Count > 1 || (gone.Count == 0 ? empty : gone[0]) is not { } from)
            return;
        _orphan = null;
        var to = added[0];
        Template = Template with
        {
            Localizations = Template.Localizations!.ToDictionary(language => language.Key, language =>
            {
                var texts = language.Value.ToDictionary(StringComparer.Ordinal);
                if (texts.Remove(from, out var translation))
                    texts.TryAdd(to, translation);
                return (IReadOnlyDictionary<string, string>)texts;
            }),
        };
    }

    private void Remember(string? typing)
    {
        IsChanged = true;
        if (typing is not null && typing == _typing && _undo.Count > 0)
            return;
        _typing = typing;
        if (_undo.Count >= MaxUndo)
        {
            var kept = _undo.Take(MaxUndo / 2).Reverse().ToList();
            _undo.Clear();
            kept.ForEach(_undo.Push);
        }

        _undo.Push((Template, Images));
    }

    private static WalletTemplate WithFields(WalletTemplate template, string place, IReadOnlyList<PassField> fields)
    {
        var layout = (Place.IsPoster(place) ? template.PosterGeneric : template.Layout) ?? new PassLayout();
        var changed = place.Split('/')[^1] switch
        {
            "headerFields" => layout with { HeaderFields = fields },
            "primaryFields" => layout with { PrimaryFields = fields },
            "secondaryFields" => layout with { SecondaryFields = fields },
            "auxiliaryFields" => layout with { AuxiliaryFields = fields },
            "additionalInfoFields" => layout with { AdditionalInfoFields = fields },
            "footerFields" => layout with { FooterFields = fields },
            _ => layout with { BackFields = fields },
        };
        return Place.IsPoster(place) ? template with { PosterGeneric = changed } : template with { Layout = changed };
    }

    private static void RemoveNulls(JsonNode? node)
    {
        if (node is JsonObject members)
        {
            foreach (var member in members.Where(member => member.Value is null).Select(member => member.Key).ToList())
                members.Remove(member);
            foreach (var (_, value) in members)
                RemoveNulls(value);
        }
        else if (node is JsonArray items)
        {
            foreach (var item in items)
                RemoveNulls(item);
        }
    }
}
