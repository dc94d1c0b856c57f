using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Forwarding;
using Passinstance.Persistence.Exports;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Json;

namespace Passinstance.Gateway.Exports;

/// <summary>The last line that a client has of an export; the default is none.</summary>
/// <param name="Kind">Its kind, as an index of <see cref="ExportFile.Kinds"/>.</param>
/// <param name="Id">Its id.</param>
internal readonly record struct ExportPosition(int Kind, string? Id)
{
    private const int MaxId = 200;

    public static bool TryRead(string? text, out ExportPosition position)
    {
        position = default;
        if (text is null)
            return true;
        var end = text.IndexOf(':', StringComparison.Ordinal);
        var kind = end < 0 ? -1 : Array.FindIndex(ExportFile.Kinds, one => text.AsSpan(0, end).SequenceEqual(one.Name));
        if (kind < 0 || text.Length - end - 1 is < 1 or > MaxId || !ExportFile.Kinds[kind].IsId(text[(end + 1)..]))
            return false;
        position = new ExportPosition(kind, text[(end + 1)..]);
        return true;
    }
}

/// <summary>A kind of line, in the order of the file.</summary>
/// <param name="Service">Who has it, by the name of its cluster; null for the gateway itself.</param>
/// <param name="Name">The kind.</param>
/// <param name="Prefix">What its ids begin with; null when they are no ids.</param>
/// <param name="IsPart">Whether a number follows the id.</param>
internal sealed record ExportFileKind(string? Service, string Name, string? Prefix, bool IsPart = false)
{
    public bool IsId(string text)
    {
        if (Prefix is null)
            return text.All(char.IsAsciiLetterOrDigit);
        if (!IsPart)
            return TypeId.TryParse(Prefix, text, out _);
        return text.Split('/') is [var id, var number] && TypeId.TryParse(Prefix, id, out _)
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _);
    }
}

/// <summary>
/// Joins the streams of the services and the gateway's own into one file. It is copied while it arrives: memory holds some kilobytes of it
/// at a time, however large an organization is.
/// </summary>
internal sealed class ExportFile(ServiceReads services, InternalTokenIssuer issuer, IEnumerable<ExportedKind> ownKinds)
{
    internal static readonly ExportFileKind[] Kinds =
    [
        new(null, "organization", IdPrefixes.Organization),
        new(null, "member", IdPrefixes.User),
        new(null, "invitation", IdPrefixes.Invitation),
        new(null, "apiKey", IdPrefixes.ApiKey),
        new(null, "oauthClient", IdPrefixes.Client),
        new("template", "template", IdPrefixes.Template),
        new("template", "templateVersion", IdPrefixes.Template, IsPart: true),
        new("template", "image", null),
        new("template", "walletIdentity", IdPrefixes.WalletIdentity),
        new("pass", "pass", IdPrefixes.Pass),
        new("pass", "passImage", IdPrefixes.Image),
        new("pass", "personalization", IdPrefixes.Pass),
        new("pass", "bundle", IdPrefixes.Bundle),
        new("pass", "batch", IdPrefixes.Batch),
        new("pass", "batchItem", IdPrefixes.Batch, IsPart: true),
        new("pass", "erasure", IdPrefixes.Erasure),
        new("webhook-dispatch", "webhook", IdPrefixes.Webhook),
        new("notification", "pushNotification", IdPrefixes.Notification),
        new(null, "auditLogEntry", IdPrefixes.AuditLogEntry),
    ];

    internal static string KindNames { get; } = string.Join(", ", Kinds.Select(kind => kind.Name));

    private const int BufferSize = 64 * 1024;

    /// <summary>Reaches every service that is still to be read: one that does not respond is an error before the file begins.</summary>
    /// <exception cref="ServiceUnreachableException">One does not respond.</exception>
    internal async Task ReachServicesAsync(ExportSource source, ExportPosition after, CancellationToken cancellationToken)
    {
        foreach (var kind in Kinds.Skip(after.Kind).Where(kind => kind.Service is not null).DistinctBy(kind => kind.Service))
        {
            // Nothing is as old.
            using var response = await OpenAsync(kind, source, null, DateTimeOffset.UnixEpoch, cancellationToken);
        }
    }

    /// <summary>Writes the file, or what follows a line of it.</summary>
    /// <exception cref="ServiceUnreachableException">A service ended in the middle.</exception>
    internal async Task WriteAsync(ExportSource source, ExportPosition after, Stream output, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<string, long>();
        foreach (var (index, kind) in Kinds.Index().Skip(after.Kind))
        {
            var last = index == after.Kind ? after.Id : null;
            counts[kind.Name] = kind.Service is null
                ? await WriteOwnAsync(kind, source, last, output, cancellationToken)
                : await CopyAsync(kind, source, last, output, cancellationToken);
        }

        var end = new ExportLine("end", TypeId.Format(IdPrefixes.Export, source.Export.Id), new ExportEnd(counts), null, null);
        await JsonSerializer.SerializeAsync(output, end, ApiJson.Options, cancellationToken);
        await output.WriteAsync("\n"u8.ToArray(), cancellationToken);
    }

    private Task<long> WriteOwnAsync(
        ExportFileKind kind, ExportSource source, string? after, Stream output, CancellationToken cancellationToken)
    {
        var own = ownKinds.First(one => one.Name == kind.Name);
        var query = new ExportQuery(source.Export.OrganizationId, source.Export.CreatedAt, after, source.Export.SignedPasses);
        return ExportRoutes.WriteAsync(
            kind.Name, own.Read(source.Context.RequestServices, query, cancellationToken), output, cancellationToken);
    }

    private async Task<long> CopyAsync(
        ExportFileKind kind, ExportSource source, string? after, Stream output, CancellationToken cancellationToken)
    {
        using var response = await OpenAsync(kind, source, after, source.Export.CreatedAt, cancellationToken);
        await using var input = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            long count = 0;
            while (await ReadAsync(kind, input, buffer, cancellationToken) is > 0 and var read)
            {
                count += buffer.AsSpan(0, read).Count((byte)'\n');
                await output.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }

            return count;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task<int> ReadAsync(ExportFileKind kind, Stream input, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await input.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw new ServiceUnreachableException(kind.Service!, exception);
        }
    }

    private async Task<HttpResponseMessage> OpenAsync(
        ExportFileKind kind, ExportSource source, string? after, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var path = QueryHelpers.AddQueryString($"{ExportRoutes.Path}/{kind.Name}", new Dictionary<string, string?>
        {
            ["until"] = until.ToString("O"),
            ["after"] = after,
            ["files"] = source.Export.SignedPasses ? "true" : "false",
        });
        var (caller, requestId) = (source.Caller, source.Context.TraceIdentifier);
        var token = issuer.Issue(
            new InternalCaller(source.Export.OrganizationId, caller.KeyId, caller.Environment, [Scopes.ExportsRead]), requestId);
        var response = await services.GetAsync(kind.Service!, path, "Bearer " + token, requestId, cancellationToken);
        if (response.IsSuccessStatusCode)
            return response;
        response.Dispose();
        throw new ServiceUnreachableException(kind.Service!, new HttpRequestException($"It responded {(int)response.StatusCode}."));
    }
}

/// <summary>What a download is of, and who reads it.</summary>
internal sealed record ExportSource(Export Export, Caller Caller, HttpContext Context);

/// <summary>What the last line of an export has.</summary>
/// <param name="Counts">How many lines of each kind this response had.</param>
internal sealed record ExportEnd(IReadOnlyDictionary<string, long> Counts);

/// <summary>Bounds the downloads in progress.</summary>
internal sealed class ExportDownloads(IOptions<ExportOptions> options) : IDisposable
{
    private readonly SemaphoreSlim _free = new(options.Value.Concurrency, options.Value.Concurrency);

    /// <summary>Null when there are as many as may be.</summary>
    public IDisposable? TryBegin() => _free.Wait(0) ? new Download(_free) : null;

    public void Dispose() => _free.Dispose();

    private sealed class Download(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}
