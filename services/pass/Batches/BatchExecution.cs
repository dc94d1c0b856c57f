using System.Text.Json;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Outbox;
using Passinstance.Passes.Images;
using Passinstance.Passes.Passes;
using Passinstance.ServiceDefaults.Concurrency;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Batches;

/// <summary>
/// Executes a unit's items in memory, one after the other, by the rules of the single operations. Later items see what earlier ones did.
/// </summary>
internal sealed class BatchExecution(
    ClaimedUnit unit, PassCommandContext context, BatchTemplates templates, BatchTargets targets, KnownImages images,
    OutboxBulk outbox)
{
    // Other work of the process gets its turn: preparing a unit takes a tenth of a second of a processor.
    private const int ItemsBetweenTurns = 20;

    private readonly Dictionary<Guid, Pass> _passes = [];
    private readonly Dictionary<string, List<Pass>> _bySerialNumber = new(StringComparer.Ordinal);
    private readonly Dictionary<(string PassType, string SerialNumber), (Guid Id, bool IsDeleted)> _taken =
        targets.Known.ToDictionary(pass => (pass.PassTypeIdentifier, pass.SerialNumber), pass => (pass.Id, pass.IsDeleted));
    private readonly HashSet<Pass> _changed = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Pass> _created = new(ReferenceEqualityComparer.Instance);
    private readonly List<BatchItem> _results = [];
    private readonly HashSet<Guid> _imagesBefore = [];
    private BatchCounts _counts;

    /// <summary>New passes, as they are after the last item about them.</summary>
    internal IReadOnlyCollection<Pass> Created => _created;

    /// <summary>Changed passes, as they are after the last item about them.</summary>
    internal IReadOnlyCollection<Pass> Changed => _changed;

    internal IReadOnlyCollection<BatchItem> Results => _results;

    internal BatchCounts Counts => _counts;

    /// <summary>Images that passes have no more; another pass may have them.</summary>
    internal IReadOnlyCollection<Guid> ReleasedImages() =>
        [.. _imagesBefore.Except(_changed.SelectMany(pass => pass.ImageIds ?? []))];

    /// <summary>The passes that items may change.</summary>
    internal void Load(IEnumerable<Pass> passes)
    {
        foreach (var pass in passes)
            Add(pass);
    }

    internal async Task RunAsync(IReadOnlyList<BatchLine> lines, CancellationToken cancellationToken)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            if (i % ItemsBetweenTurns == ItemsBetweenTurns - 1)
                await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            _results.Add(await RunAsync(unit.FirstIndex + i, lines[i], cancellationToken));
        }
    }

    /// <summary>Gives every item the same error; nothing is changed.</summary>
    internal void Fail(IReadOnlyList<BatchLine> lines, Problem problem)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            var response = lines[i].ToResponse(unit.FirstIndex + i, BatchItemStatus.Failed);
            Count(null);
            _results.Add(new BatchItem
            {
                OrganizationId = unit.OrganizationId,
                BatchId = unit.BatchId,
                Index = response.Index,
                Operation = response.Operation,
                SerialNumber = response.SerialNumber,
                PassId = TypeId.TryParse(IdPrefixes.Pass, response.PassId, out var id) ? id : null,
                Status = BatchItemStatus.Failed,
                Error = BatchItemError.From(problem),
            });
        }
    }

    private async Task<BatchItem> RunAsync(int index, BatchLine line, CancellationToken cancellationToken)
    {
        BatchTarget target;
        PassResult result;
        if (line.Operation == BatchOperation.Create)
        {
            target = new BatchTarget { SerialNumber = line.Create.SerialNumber };
            result = await CreateAsync(line, cancellationToken);
        }
        else
        {
            target = line.Target;
            result = await ChangeAsync(line, target, cancellationToken);
        }

        Count(result.Pass is null ? null : line.Operation);
        Guid? named = TypeId.TryParse(IdPrefixes.Pass, target.Id, out var id) ? id : null;
        // A dry run makes no pass.
        var isMade = result.Pass is not null && !(unit.IsDryRun && _created.Contains(result.Pass));
        return new BatchItem
        {
            OrganizationId = unit.OrganizationId,
            BatchId = unit.BatchId,
            Index = index,
            Operation = line.Operation,
            SerialNumber = target.SerialNumber,
            PassId = isMade ? result.Pass!.Id : named,
            Status = result.Pass is null ? BatchItemStatus.Failed : BatchItemStatus.Succeeded,
            Error = result.Failure is { } failure ? BatchItemError.From(failure) : null,
        };
    }

    private async Task<PassResult> CreateAsync(BatchLine line, CancellationToken cancellationToken)
    {
        // The form was checked when the item was received.
        _ = TypeId.TryParse(IdPrefixes.Template, line.Create.TemplateId, out var templateId);
        var template = await templates.FindToCreateAsync(templateId, cancellationToken);
        if (templates.IsUnavailable(templateId))
            return Unavailable();
        var made = CreatePass.Make(
            line.CreateFrom(template?.Definition), unit.OrganizationId, templateId, template, images, context);
        if (made.Pass is not { } pass)
            return made;
        if (_taken.TryGetValue((pass.PassTypeIdentifier, pass.SerialNumber), out var taken))
            return CreatePass.Duplicate(pass.PassTypeIdentifier, pass.SerialNumber, taken.Id, taken.IsDeleted);
        _taken.Add((pass.PassTypeIdentifier, pass.SerialNumber), (pass.Id, false));
        _created.Add(pass);
        Add(pass);
        outbox.Add(pass, OfBatch);
        return pass;
    }

    private async Task<PassResult> ChangeAsync(BatchLine line, BatchTarget target, CancellationToken cancellationToken)
    {
        if (Find(line.Operation, target, out var missing) is not { } pass)
            return missing!;
        var version = pass.Version;
        _imagesBefore.UnionWith(pass.ImageIds ?? []);
        Problem? failure;
        try
        {
            failure = await ApplyAsync(line, pass, cancellationToken);
        }
        catch (BadHttpRequestException unfit)
        {
            failure = unfit.InnerException is JsonException json
                ? Problem.Invalid([UnfitJson.Explain(json)])
                : Problem.Malformed("A value of the item is of the wrong kind.");
        }

        if (failure is not null)
            return failure;
        if (pass.Version != version)
        {
            if (!_created.Contains(pass))
                _changed.Add(pass);
            _taken[(pass.PassTypeIdentifier, pass.SerialNumber)] = (pass.Id, pass.DeletedAt is not null);
            outbox.Add(pass, OfBatch);
        }

        return pass;
    }

    private async Task<Problem?> ApplyAsync(BatchLine line, Pass pass, CancellationToken cancellationToken)
    {
        if (line.Operation == BatchOperation.Update)
        {
            var template = await templates.FindToChangeAsync(pass.TemplateId, cancellationToken);
            return templates.IsUnavailable(pass.TemplateId)
                ? Unavailable()
                : UpdatePass.Change(
                    pass, line.PatchFor(template?.Definition), IfMatch.Any, template, images.With(pass.Images), context);
        }

        var google = await templates.FindGoogleAsync(pass, cancellationToken);
        return line.Operation switch
        {
            BatchOperation.Void => VoidPass.Change(pass, IfMatch.Any, google, context.Time),
            BatchOperation.Delete => DeletePass.Change(pass, IfMatch.Any, google, context.Time),
            _ => Notify(pass, (BatchNotifyItem)line.Target, google),
        };
    }

    private Problem? Notify(Pass pass, BatchNotifyItem item, Rendering.GooglePassContext? google)
    {
        if (pass.VoidedAt is not null)
            return Problem.Conflict("pass_voided", "The holder of a void pass receives no messages.");
        pass.SetMessage(new PassMessageTexts(ToMessage(item), null).For(pass), google, context.Time);
        return null;
    }

    private static HolderMessage ToMessage(BatchNotifyItem item) => new()
    {
        Header = item.Title!,
        Body = item.Message!,
        Language = item.Language,
        Translations = item.Localized?.ToDictionary(
            text => text.Key, text => new HolderMessage { Header = text.Value!.Title!, Body = text.Value.Message! }),
    };

    private Pass? Find(BatchOperation operation, BatchTarget target, out Problem? missing)
    {
        missing = null;
        // Delete is idempotent; for the other operations a deleted pass does not exist.
        bool IsThere(Pass pass) => operation == BatchOperation.Delete || pass.DeletedAt is null;
        if (target.Id is { } id)
        {
            if (TypeId.TryParse(IdPrefixes.Pass, id, out var passId) && _passes.TryGetValue(passId, out var named) && IsThere(named))
                return named;
            missing = PassLookup.NotFound(id);
            return null;
        }

        var found = _bySerialNumber.GetValueOrDefault(target.SerialNumber!, []).Where(IsThere);
        if (TypeId.TryParse(IdPrefixes.Template, target.TemplateId, out var templateId))
            found = found.Where(pass => pass.TemplateId == templateId);
        var passes = found.Take(2).ToList();
        if (passes.Count == 1)
            return passes[0];
        missing = passes.Count == 0
            ? Problem.Of(StatusCodes.Status404NotFound, "not_found",
                $"There is no pass with the serial number '{target.SerialNumber}' in your organization.")
            : Problem.Conflict("ambiguous_serial_number",
                $"Passes of several pass types have the serial number '{target.SerialNumber}'. Name the pass by its id, or add its " +
                "templateId.");
        return null;
    }

    private void Add(Pass pass)
    {
        _passes.Add(pass.Id, pass);
        if (!_bySerialNumber.TryGetValue(pass.SerialNumber, out var passes))
            _bySerialNumber[pass.SerialNumber] = passes = [];
        passes.Add(pass);
    }

    private void Count(BatchOperation? done) => _counts = done switch
    {
        null => _counts with { Failed = _counts.Failed + 1 },
        BatchOperation.Create => _counts with { Created = _counts.Created + 1 },
        BatchOperation.Update => _counts with { Updated = _counts.Updated + 1 },
        BatchOperation.Void => _counts with { Voided = _counts.Voided + 1 },
        BatchOperation.Delete => _counts with { Deleted = _counts.Deleted + 1 },
        _ => _counts with { Notified = _counts.Notified + 1 },
    };

    // Webhooks may want one summary of a batch instead of these.
    private IEvent OfBatch(IEvent published) =>
        published is PassChangeEvent changed ? changed with { BatchId = unit.BatchId } : published;

    private static Problem Unavailable() => Problem.Of(StatusCodes.Status503ServiceUnavailable, "template_service_unavailable",
        "The template could not be read for too long. Send this item again.");
}
