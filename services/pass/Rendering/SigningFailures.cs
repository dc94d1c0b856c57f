using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Wallet.Apple;
using Passinstance.Wallet.Rules;

namespace Passinstance.Passes.Rendering;

/// <summary>
/// Files that are not signed because the certificate has expired since the pass was created. Each is counted, and a pass type is logged
/// once in ten minutes, because devices repeat their requests.
/// </summary>
internal sealed partial class SigningFailures
{
    private const int MaxPassTypes = 10_000;
    private static readonly TimeSpan BetweenLogs = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<(Guid OrganizationId, string PassType), DateTimeOffset> _logged = new();
    private readonly Counter<long> _rejected;
    private readonly TimeProvider _time;
    private readonly ILogger<SigningFailures> _logger;

    public SigningFailures(IMeterFactory meters, TimeProvider time, ILogger<SigningFailures> logger)
    {
        _rejected = meters.Create("Passinstance.Passes").CreateCounter<long>(
            "passinstance.signing.rejected", "{file}", "Files that were not signed because the certificate is unusable, by reason.");
        (_time, _logger) = (time, logger);
    }

    /// <summary>Why an identity signs nothing at a moment; null when it signs.</summary>
    internal static RenderingFailure? Of(AppleSigningIdentity signer, DateTimeOffset now) => Of(signer.Validate(now));

    /// <summary>The error among the findings on a certificate.</summary>
    internal static RenderingFailure? Of(IReadOnlyList<Finding> certificate) =>
        certificate.FirstOrDefault(finding => finding.Severity == FindingSeverity.Error) is { } error
            ? RenderingFailure.Certificate(error.Message) : null;

    /// <summary>Counts and logs a file that is not signed.</summary>
    internal RenderingFailure Report(RenderingFailure failure, Guid organizationId, string passTypeIdentifier)
    {
        _rejected.Add(1, new KeyValuePair<string, object?>("reason", failure.Code));
        if (MustLog((organizationId, passTypeIdentifier)))
            LogRejected(passTypeIdentifier, TypeId.Format(IdPrefixes.Organization, organizationId), failure.Detail);
        return failure;
    }

    private bool MustLog((Guid OrganizationId, string PassType) passType)
    {
        var now = _time.GetUtcNow();
        if (_logged.TryGetValue(passType, out var last) && now - last < BetweenLogs)
            return false;
        // Some are then logged more often, which is better than to remember them all.
        if (_logged.Count >= MaxPassTypes)
            _logged.Clear();
        _logged[passType] = now;
        return true;
    }

    [LoggerMessage(LogLevel.Error,
        "Passes of {PassType} of {OrganizationId} are not signed: {Reason} The organization must upload a renewed certificate with "
        + "POST /wallet-identities/apple.")]
    private partial void LogRejected(string passType, string organizationId, string reason);
}
