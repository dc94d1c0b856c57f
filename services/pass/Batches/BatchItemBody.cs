using System.Text.Json;
using System.Text.Json.Nodes;
using Passinstance.Passes.Passes;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Json;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Batches;

/// <summary>
/// The pass of an update, void or delete: its id, or its serial number, with the template where two pass types share the number.
/// </summary>
internal sealed record BatchTarget
{
    public string? Id { get; init; }

    public string? SerialNumber { get; init; }

    public string? TemplateId { get; init; }
}

/// <summary>
/// An item as in the request: the body of the single operation, plus <c>operation</c>, and <c>id</c> or <c>serialNumber</c> where the
/// single operation has the pass in its path.
/// </summary>
internal sealed record BatchItemBody(BatchOperation Operation, JsonObject Members, BatchTarget Target)
{
    /// <summary>Reads an item and adds all errors of its form; null when it cannot be read.</summary>
    internal static BatchItemBody? TryRead(JsonElement item, BatchOperation? common, string pointer, List<InvalidValue> errors)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            errors.Add(new InvalidValue(
                pointer, "wrong_type", "Each item must be an object: the body of the single operation, with its operation."));
            return null;
        }

        var members = JsonObject.Create(item)!;
        if (ReadOperation(members, common, pointer, errors) is not { } operation)
            return null;
        try
        {
            var target = operation == BatchOperation.Create ? new BatchTarget() : ReadTarget(members, operation, pointer, errors);
            // Read as the single operation does, so that misspelled members and values of a wrong kind are reported now. The wallets' rules
            // are checked when it is executed.
            if (operation is BatchOperation.Create or BatchOperation.Update)
            {
                var request = members.Deserialize<CreatePassRequest>(ApiJson.Options)!;
                if (operation == BatchOperation.Create)
                    errors.AddRange(CreatePass.Check(request, out _).Select(error => error with { Pointer = pointer + error.Pointer }));
            }

            return new BatchItemBody(operation, members, target);
        }
        catch (JsonException exception)
        {
            var unfit = BodyErrors.Find(
                JsonSerializer.SerializeToElement(members), operation is BatchOperation.Create or BatchOperation.Update
                    ? typeof(CreatePassRequest)
                    : typeof(BatchTarget), pointer, isPatch: operation == BatchOperation.Update);
            errors.AddRange(unfit.Count > 0 ? unfit : [UnfitJson.Explain(exception, pointer)]);
            return null;
        }
    }

    /// <summary>Reads an item that was checked and stored.</summary>
    internal static BatchItemBody FromStored(BatchOperation operation, string json)
    {
        var members = JsonNode.Parse(json)!.AsObject();
        members.Remove("operation");
        return new BatchItemBody(
            operation, members, operation == BatchOperation.Create ? new BatchTarget() : ReadTarget(members, operation, "", []));
    }

    internal CreatePassRequest ToCreateRequest() => Members.Deserialize<CreatePassRequest>(ApiJson.Options)!;

    private static BatchOperation? ReadOperation(JsonObject members, BatchOperation? common, string pointer, List<InvalidValue> errors)
    {
        if (!members.Remove("operation", out var given))
        {
            if (common is null)
                errors.Add(new InvalidValue(
                    $"{pointer}/operation", "required", "Set create, update, void or delete, here or once for all items."));
            return common;
        }

        if (given is JsonValue value && value.TryGetValue(out string? operationName)
            && StartBatch.TryReadOperation(operationName) is { } operation)
            return operation;
        errors.Add(new InvalidValue($"{pointer}/operation", "unknown_operation", "operation must be create, update, void or delete."));
        return null;
    }

    private static BatchTarget ReadTarget(JsonObject members, BatchOperation operation, string pointer, List<InvalidValue> errors)
    {
        BatchTarget target;
        if (operation == BatchOperation.Update)
        {
            var named = new JsonObject(((string[])["id", "serialNumber", "templateId"])
                .Where(members.ContainsKey).Select(name => KeyValuePair.Create(name, members[name]?.DeepClone())));
            target = named.Deserialize<BatchTarget>(ApiJson.Options)!;
            members.Remove("id");
        }
        else
        {
            target = members.Deserialize<BatchTarget>(ApiJson.Options)!;
        }

        if (target.Id is null && target.SerialNumber is null)
            errors.Add(new InvalidValue(pointer, "required", "Give the pass's id or its serialNumber."));
        else if (target.Id is not null && !TypeId.TryParse(IdPrefixes.Pass, target.Id, out _))
            errors.Add(new InvalidValue($"{pointer}/id", "invalid_id", "id must be a pass's id, pas_ and 26 characters."));
        else if (target.TemplateId is not null && !TypeId.TryParse(IdPrefixes.Template, target.TemplateId, out _))
            errors.Add(new InvalidValue(
                $"{pointer}/templateId", "invalid_id", "templateId must be a template's id, tpl_ and 26 characters."));
        if (target.SerialNumber?.Any(char.IsControl) == true)
            errors.Add(new InvalidValue($"{pointer}/serialNumber", "invalid_characters", "A serial number has no control characters."));
        return target;
    }
}
