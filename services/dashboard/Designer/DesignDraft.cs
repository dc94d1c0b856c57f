using System.Linq.Expressions;
using System.Text.Json;
using System.Text.Json.Nodes;
using Passinstance.Client;
using Passinstance.PassPreview;
using Passinstance.Wallet;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;
using Finding = Passinstance.Wallet.Rules.Finding;
using PassField = Passinstance.Wallet.Model.PassField;
using PassLayout = Passinstance.Wallet.Model.PassLayout;

namespace Passinstance.Dashboard.Designer;

/// <summary>A place of a layout.</summary>
/// <param name="Name">Its member of the layout.</param>
/// <param name="Text">What people call it.</param>
internal sealed record Place(string Name, string Text);

/// <summary>A design while a person works on it: the template, its images, and how to go back.</summary>
public sealed class DesignDraft(WalletTemplate template, IReadOnlyList<PassImage> images)
{
    private const int MaxUndo = 50;

    // Of the API's template; not of the design.
    private static readonly string[] Envelope =
    [
        "id", "name", "status", "version", "unpublishedChanges", "images", "passFlowUrl", "createdAt", "updatedAt", "warnings",
        "templateId", "publishedAt",
    ];

    private readonly Stack<(WalletTemplate Template, IReadOnlyList<PassImage> Images)> _undo = new();

    /// <summary>The places in the order of the card.</summary>
    internal static IReadOnlyList<Place> Places { get; } =
    [
        new("headerFields", "Header"), new("primaryFields", "Primary"), new("secondaryFields", "Secondary"),
        new("auxiliaryFields", "Auxiliary"), new("backFields", "Back"),
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

    internal void Change(Func<WalletTemplate, WalletTemplate> change)
    {
        Remember();
        Template = change(Template);
    }

    internal void SetImages(string name, IReadOnlyList<PassImage> made)
    {
        Remember();
        Images = [.. Images.Where(image => image.Name.Split('@')[0] != name), .. made];
    }

    internal void Undo()
    {
        if (_undo.TryPop(out var before))
            (Template, Images, IsChanged) = (before.Template, before.Images, true);
    }

    internal void Saved() => IsChanged = false;

    internal IReadOnlyList<PassField> Fields(string place) => (place switch
    {
        "headerFields" => Template.Layout?.HeaderFields,
        "primaryFields" => Template.Layout?.PrimaryFields,
        "secondaryFields" => Template.Layout?.SecondaryFields,
        "auxiliaryFields" => Template.Layout?.AuxiliaryFields,
        _ => Template.Layout?.BackFields,
    }) ?? [];

    internal void SetField(string place, int index, Func<PassField, PassField> change) =>
        Change(t => WithFields(t, place, [.. Fields(place).Select((field, i) => i == index ? change(field) : field)]));

    internal void AddField(string place)
    {
        var keys = Places.SelectMany(one => Fields(one.Name)).Select(field => field.Key).ToHashSet(StringComparer.Ordinal);
        var number = 1;
        while (keys.Contains($"field{number}"))
            number++;
        Change(t => WithFields(t, place, [.. Fields(place), new PassField { Key = $"field{number}", Label = "Label" }]));
    }

    internal void RemoveField(string place, int index) =>
        Change(t => WithFields(t, place, [.. Fields(place).Where((_, i) => i != index)]));

    /// <summary>Moves a field to another place or position.</summary>
    internal void Move(string from, int index, string to, int at)
    {
        if (index < 0 || index >= Fields(from).Count)
            return;
        var field = Fields(from)[index];
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

    private JsonObject Json(string name)
    {
        var json = JsonSerializer.SerializeToNode(Template, WalletJson.Options)!.AsObject();
        json["name"] = name;
        return json;
    }

    private void Remember()
    {
        if (_undo.Count >= MaxUndo)
        {
            var kept = _undo.Take(MaxUndo / 2).Reverse().ToList();
            _undo.Clear();
            kept.ForEach(_undo.Push);
        }

        _undo.Push((Template, Images));
        IsChanged = true;
    }

    private static WalletTemplate WithFields(WalletTemplate template, string place, IReadOnlyList<PassField> fields)
    {
        var layout = template.Layout ?? new PassLayout();
        return template with
        {
            Layout = place switch
            {
                "headerFields" => layout with { HeaderFields = fields },
                "primaryFields" => layout with { PrimaryFields = fields },
                "secondaryFields" => layout with { SecondaryFields = fields },
                "auxiliaryFields" => layout with { AuxiliaryFields = fields },
                _ => layout with { BackFields = fields },
            },
        };
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
