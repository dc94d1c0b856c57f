using System.Buffers;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Passinstance.Background;
using Passinstance.Passes.Passes;
using Passinstance.Persistence.Auditing;
using Passinstance.Persistence.Transactions;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Json;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Batches;

/// <summary>How the items of a request reach the intake.</summary>
/// <param name="Items">The JSON of each item, valid until the next is read.</param>
/// <param name="Defaults">What items have when they do not say otherwise.</param>
/// <param name="IsDryRun">Whether nothing is to be changed.</param>
/// <param name="MaxItems">Items of the request.</param>
/// <param name="ChecksValues">Whether the values were not checked with the body.</param>
/// <param name="IsText">Whether every value is a text, as in CSV.</param>
internal sealed record BatchSource(
    IAsyncEnumerable<ReadOnlyMemory<byte>> Items, BatchDefaults Defaults, bool IsDryRun, int MaxItems, bool ChecksValues,
    bool IsText = false);

/// <summary>An item cannot be read from the body, and none after it.</summary>
internal sealed class UnreadableItemsException(InvalidValue error) : Exception(error.Detail)
{
    internal InvalidValue Error { get; } = error;
}

/// <summary>
/// Checks the form of a batch's items and stores them unit by unit while the body arrives: memory holds one unit and a key per item, and
/// no transaction waits for the client. The last transaction makes the batch exist; a request that breaks off or is rejected leaves
/// nothing. The workers do the rest.
/// </summary>
internal sealed class BatchIntake(
    PassCommandContext context, NpgsqlDataSource database, UnitOfWork unitOfWork, WorkSignal<BatchWorker> signal,
    IOptions<BatchOptions> options, IOptions<JsonBodyOptions> values)
{
    private readonly ArrayBufferWriter<byte> _unit = new();
    private readonly List<(string? SerialNumber, Guid? PassId)> _keys = [];
    private readonly Dictionary<ulong, int> _unitOfKey = [];
    private readonly HashSet<Guid> _templates = [];
    private readonly List<InvalidValue> _errors = [];
    private Batch _batch = null!;
    private bool _isStored;
    private int _number;
    private int _total;

    /// <summary>The batch, or why it is rejected.</summary>
    internal async Task<(Batch? Batch, Problem? Problem)> ReceiveAsync(
        Guid organizationId, BatchSource source, CancellationToken cancellationToken)
    {
        _batch = Batch.Start(organizationId, source.IsDryRun, context.Time);
        var isReceived = false;
        try
        {
            await ReadAsync(source, cancellationToken);
            if (_total == 0 && _errors.Count == 0)
                _errors.Add(TooMany(source.MaxItems));
            if (_errors.Count > 0)
                return (null, Problem.Invalid(_errors));
            await FlushAsync(cancellationToken);
            await using var transaction = await unitOfWork.BeginAsync(cancellationToken);
            _batch.Receive(_total, context.Time);
            await context.Db.Database.ExecuteSqlAsync(
                $"""
                 UPDATE batches SET total = {_batch.Total}, received_at = {_batch.ReceivedAt}
                 WHERE organization_id = {_batch.OrganizationId} AND id = {_batch.Id}
                 """,
                cancellationToken);
            await context.Db.SaveAuditEntryAsync(
                _batch.OrganizationId, TypeId.Format(IdPrefixes.Batch, _batch.Id), context.Time,
                new Dictionary<string, long> { ["items"] = _total }, cancellationToken);
            unitOfWork.OnCommitted(signal.Set);
            await transaction.CommitAsync(cancellationToken);
            isReceived = true;
            return (_batch, null);
        }
        finally
        {
            if (_isStored && !isReceived)
                await RemoveAsync();
        }
    }

    private async Task ReadAsync(BatchSource source, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var json in source.Items.WithCancellation(cancellationToken))
            {
                if (_total == source.MaxItems)
                {
                    _errors.Add(TooMany(source.MaxItems));
                    return;
                }

                if (Read(json.Span, source) is { } templateId && _templates.Add(templateId))
                    await FindTemplateAsync(templateId, cancellationToken);
                _total++;
                if (_errors.Count >= BatchLimits.MaxErrors)
                    return;
                if (_keys.Count >= options.Value.UnitSize || _unit.WrittenCount >= BatchLimits.UnitBytes)
                    await FlushAsync(cancellationToken);
            }
        }
        catch (UnreadableItemsException unreadable)
        {
            _errors.Add(unreadable.Error);
        }
    }

    // Null unless it creates from a template.
    private Guid? Read(ReadOnlySpan<byte> json, BatchSource source)
    {
        var pointer = $"/items/{_total}";
        if (source.ChecksValues && BodyValues.Find(json, values.Value, pointer) is { Count: > 0 } unfit)
        {
            _errors.AddRange(unfit);
            return null;
        }

        if (BatchItemForm.TryRead(json, source.Defaults, pointer, _errors) is not { } form || _errors.Count > 0)
            return null;
        BatchLine.Write(_unit, form, source.Defaults, json, source.IsText);
        _keys.Add((form.SerialNumber, form.PassId));
        return form.TemplateId;
    }

    // Unknown templates are read now: while the template service does not respond, the client gets a 503 and no worker has to wait.
    private async Task FindTemplateAsync(Guid templateId, CancellationToken cancellationToken)
    {
        if (_templates.Count > BatchLimits.MaxTemplates)
        {
            throw new UnreadableItemsException(new InvalidValue($"/items/{_total}/templateId", "too_many_templates",
                $"The items of a batch may name up to {BatchLimits.MaxTemplates} templates. Split them over several batches.",
                ("max", BatchLimits.MaxTemplates)));
        }

        await context.Templates.FindForCreateAsync(_batch.OrganizationId, templateId, cancellationToken);
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_keys.Count == 0 || _errors.Count > 0)
            return;
        var dependsOn = await PlanAsync(cancellationToken);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        if (!_isStored)
            await StoreBatchAsync(connection, cancellationToken);
        _isStored = true;
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO batch_units (organization_id, batch_id, number, first_index, count, depends_on, items)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """, connection);
        command.Parameters.Add(new() { Value = _batch.OrganizationId });
        command.Parameters.Add(new() { Value = _batch.Id });
        command.Parameters.Add(new() { Value = _number });
        command.Parameters.Add(new() { Value = _total - _keys.Count });
        command.Parameters.Add(new() { Value = _keys.Count });
        command.Parameters.Add(new() { Value = (object?)dependsOn ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer });
        command.Parameters.Add(new() { Value = Encoding.UTF8.GetString(_unit.WrittenSpan), NpgsqlDbType = NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync(cancellationToken);
        _number++;
        _keys.Clear();
        _unit.ResetWrittenCount();
    }

    private async Task StoreBatchAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO batches (organization_id, id, status, is_dry_run, total, created, updated, voided, deleted, failed, cancelled,
                version, created_at)
            VALUES ($1, $2, 'pending', $3, 0, 0, 0, 0, 0, 0, 0, $4, $5)
            """, connection);
        command.Parameters.Add(new() { Value = _batch.OrganizationId });
        command.Parameters.Add(new() { Value = _batch.Id });
        command.Parameters.Add(new() { Value = _batch.IsDryRun });
        command.Parameters.Add(new() { Value = _batch.Version });
        command.Parameters.Add(new() { Value = _batch.CreatedAt });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    // The last earlier unit with an item about one of this unit's passes. Items may name one pass by its id and by its serial number.
    private async Task<int?> PlanAsync(CancellationToken cancellationToken)
    {
        var organizationId = _batch.OrganizationId;
        var ids = _keys.Where(key => key.SerialNumber is null).Select(key => key.PassId!.Value).Distinct().ToArray();
        var serialNumbers = ids.Length == 0
            ? []
            : await context.Db.Passes.Where(p => p.OrganizationId == organizationId && ids.Contains(p.Id))
                .Select(p => new { p.Id, p.SerialNumber }).ToDictionaryAsync(p => p.Id, p => p.SerialNumber, cancellationToken);
        int? dependsOn = null;
        foreach (var (serialNumber, passId) in _keys)
        {
            var text = serialNumber ?? serialNumbers.GetValueOrDefault(passId!.Value);
            // Two keys with one hash only make a unit wait.
            var hash = text is null
                ? XxHash3.HashToUInt64(passId!.Value.ToByteArray())
                : XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text.AsSpan()));
            if (_unitOfKey.TryGetValue(hash, out var earlier) && earlier < _number && !(dependsOn >= earlier))
                dependsOn = earlier;
            _unitOfKey[hash] = _number;
        }

        return dependsOn;
    }

    // Also when the client has gone: retention finds what is left when the database does not respond.
    private async Task RemoveAsync()
    {
        try
        {
            await using var command = database.CreateCommand(
                "DELETE FROM batches WHERE organization_id = $1 AND id = $2 AND received_at IS NULL");
            command.Parameters.Add(new() { Value = _batch.OrganizationId });
            command.Parameters.Add(new() { Value = _batch.Id });
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (NpgsqlException)
        {
            // The request's own exception is what is reported.
        }
    }

    private static InvalidValue TooMany(int maxItems) =>
        new("/items", "out_of_range", $"Send 1 to {maxItems} items. Split more over several batches.",
            ("minCount", 1), ("maxCount", maxItems));
}
