using System.Text;
using System.Text.Json;
using Passinstance.Passes.Passes;
using Passinstance.Persistence.Columns;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Json;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Wallet.Rules;

namespace Passinstance.Passes.Batches;

/// <summary>An item that creates a pass: the body of the single operation.</summary>
internal sealed record BatchCreateItem : CreatePassRequest
{
    public string? Operation { get; init; }
}

/// <summary>An item that changes a pass: the body of the single operation, and which pass.</summary>
internal sealed record BatchUpdateItem : CreatePassRequest
{
    public string? Operation { get; init; }

    public string? Id { get; init; }
}

/// <summary>
/// The pass of an update, void, delete or notify: its id, or its serial number, with the template where two pass types share the number.
/// </summary>
internal record BatchTarget
{
    public string? Operation { get; init; }

    public string? Id { get; init; }

    public string? SerialNumber { get; init; }

    public string? TemplateId { get; init; }
}

/// <summary>A text in one language.</summary>
internal sealed record BatchText
{
    public string? Title { get; init; }

    public string? Message { get; init; }
}

/// <summary>An item that sends a message to a pass's holder.</summary>
internal sealed record BatchNotifyItem : BatchTarget
{
    public string? Title { get; init; }

    public string? Message { get; init; }

    public string? Language { get; init; }

    public Dictionary<string, BatchText?>? Localized { get; init; }

    internal IEnumerable<Finding> Check() => PushTextRules.Check(
        new PushTexts(Title, Message), Language,
        Localized?.ToDictionary(text => text.Key, text => text.Value is { } given ? new PushTexts(given.Title, given.Message) : null));
}

/// <summary>What items of a batch have when they do not say otherwise.</summary>
internal sealed record BatchDefaults(BatchOperation? Operation, string? TemplateId);

/// <summary>An item that was checked as far as that needs no state: what the batch must know to plan it, and its line.</summary>
/// <param name="Operation">What to do.</param>
/// <param name="SerialNumber">The serial number in the item.</param>
/// <param name="PassId">The pass in the item.</param>
/// <param name="TemplateId">The template to create from.</param>
/// <param name="AddsTemplate">Whether the template is the batch's and not in the item.</param>
internal readonly record struct BatchItemForm(
    BatchOperation Operation, string? SerialNumber, Guid? PassId, Guid? TemplateId, bool AddsTemplate)
{
    internal const string Operations = "create, update, void, delete or notify";

    /// <summary>Reads an item and adds all errors of its form; null when it has any.</summary>
    internal static BatchItemForm? TryRead(
        ReadOnlySpan<byte> json, BatchDefaults defaults, string pointer, List<InvalidValue> errors)
    {
        var before = errors.Count;
        if (!TryReadOperation(json, defaults, pointer, errors, out var operation))
            return null;
        BatchItemForm form;
        try
        {
            form = operation == BatchOperation.Create
                ? ReadCreate(json, defaults, pointer, errors)
                : ReadTarget(json, operation, pointer, errors);
        }
        catch (JsonException exception)
        {
            errors.AddRange(Explain(json, operation, pointer, exception));
            return null;
        }

        return errors.Count == before ? form : null;
    }

    internal static BatchOperation? TryReadOperation(string? operationName) =>
        WireNames.TryParse<BatchOperation>(operationName, out var operation) ? operation : null;

    // The members of an update are a merge patch: they are read here as the single operation reads them, so that misspelled members and
    // values of a wrong kind are reported now. What depends on the template and on the pass is checked at the item's turn.
    private static BatchItemForm ReadTarget(
        ReadOnlySpan<byte> json, BatchOperation operation, string pointer, List<InvalidValue> errors)
    {
        BatchTarget target;
        if (operation == BatchOperation.Update)
        {
            var update = JsonSerializer.Deserialize<BatchUpdateItem>(json, ApiJson.Options)!;
            target = new BatchTarget { Id = update.Id, SerialNumber = update.SerialNumber, TemplateId = update.TemplateId };
        }
        else if (operation == BatchOperation.Notify)
        {
            var notify = JsonSerializer.Deserialize<BatchNotifyItem>(json, ApiJson.Options)!;
            errors.AddRange(notify.Check().Select(
                error => new InvalidValue(pointer + error.Pointer, error.Code, error.Message) { Values = error.Values }));
            target = notify;
        }
        else
        {
            target = JsonSerializer.Deserialize<BatchTarget>(json, ApiJson.Options)!;
        }

        Guid passId = default;
        if (target.Id is null && target.SerialNumber is null)
            errors.Add(new InvalidValue(pointer, "required", "Give the pass's id or its serialNumber."));
        else if (target.Id is not null && !TypeId.TryParse(IdPrefixes.Pass, target.Id, out passId))
            errors.Add(new InvalidValue($"{pointer}/id", "invalid_id", "id must be a pass's id, pas_ and 26 characters."));
        else if (target.TemplateId is not null && !TypeId.TryParse(IdPrefixes.Template, target.TemplateId, out _))
            errors.Add(new InvalidValue(
                $"{pointer}/templateId", "invalid_id", "templateId must be a template's id, tpl_ and 26 characters."));
        if (target.SerialNumber?.Any(char.IsControl) == true)
            errors.Add(new InvalidValue($"{pointer}/serialNumber", "invalid_characters", "A serial number has no control characters."));
        return new BatchItemForm(operation, target.SerialNumber, target.Id is null ? null : passId, null, false);
    }

    private static BatchItemForm ReadCreate(ReadOnlySpan<byte> json, BatchDefaults defaults, string pointer, List<InvalidValue> errors)
    {
        CreatePassRequest request = JsonSerializer.Deserialize<BatchCreateItem>(json, ApiJson.Options)!;
        var adds = request.TemplateId is null && defaults.TemplateId is not null;
        if (adds)
            request = request with { TemplateId = defaults.TemplateId };
        errors.AddRange(CreatePass.Check(request, out var templateId).Select(error => error with { Pointer = pointer + error.Pointer }));
        return new BatchItemForm(BatchOperation.Create, request.SerialNumber, null, templateId, adds);
    }

    private static bool TryReadOperation(
        ReadOnlySpan<byte> json, BatchDefaults defaults, string pointer, List<InvalidValue> errors, out BatchOperation operation)
    {
        operation = default;
        var reader = new Utf8JsonReader(json);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                errors.Add(new InvalidValue(
                    pointer, "wrong_type", "Each item must be an object: the body of the single operation, with its operation."));
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isOperation = reader.ValueIsEscaped
                    ? string.Equals(reader.GetString(), "operation", StringComparison.OrdinalIgnoreCase)
                    : reader.ValueSpan.Length == 9 && Ascii.EqualsIgnoreCase(reader.ValueSpan, "operation"u8);
                reader.Read();
                if (!isOperation)
                {
                    reader.Skip();
                    continue;
                }

                if (reader.TokenType == JsonTokenType.String && TryReadOperation(reader.GetString()) is { } own)
                {
                    operation = own;
                    return true;
                }

                errors.Add(new InvalidValue($"{pointer}/operation", "unknown_operation", $"operation must be {Operations}."));
                return false;
            }
        }
        catch (JsonException exception)
        {
            errors.Add(Malformed(exception, pointer));
            return false;
        }

        operation = defaults.Operation ?? default;
        if (defaults.Operation is null)
            errors.Add(new InvalidValue($"{pointer}/operation", "required", $"Set {Operations}, here or once for all items."));
        return defaults.Operation is not null;
    }

    private static IReadOnlyList<InvalidValue> Explain(
        ReadOnlySpan<byte> json, BatchOperation operation, string pointer, JsonException exception)
    {
        var type = operation switch
        {
            BatchOperation.Create => typeof(BatchCreateItem),
            BatchOperation.Update => typeof(BatchUpdateItem),
            BatchOperation.Notify => typeof(BatchNotifyItem),
            _ => typeof(BatchTarget),
        };
        try
        {
            var element = JsonElement.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = true });
            var unfit = BodyErrors.Find(element, type, pointer, isPatch: operation == BatchOperation.Update);
            return unfit.Count > 0 ? unfit : [UnfitJson.Explain(exception, pointer)];
        }
        catch (JsonException malformed)
        {
            return [Malformed(malformed, pointer)];
        }
    }

    private static InvalidValue Malformed(JsonException exception, string pointer) => new(pointer, "malformed_json",
        $"The item is not valid JSON (byte {exception.BytePositionInLine}). Send one object a line; check quotes, commas and " +
        "braces.");
}
