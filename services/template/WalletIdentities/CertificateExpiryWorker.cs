using Passinstance.Background;

namespace Passinstance.Templates.WalletIdentities;

/// <summary>Publishes due expiry warnings of all organizations every quarter of an hour.</summary>
internal sealed class CertificateExpiryWorker(IServiceScopeFactory scopes, TimeProvider time, ILogger<CertificateExpiryWorker> logger)
    : WorkLoop(new WorkSignal(), Options, time, logger)
{
    private static readonly WorkLoopOptions Options =
        new() { PollInterval = TimeSpan.FromMinutes(15), RetryDelay = TimeSpan.FromMinutes(1) };

    protected override async Task<bool> RunOnceAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var warnings = scope.ServiceProvider.GetRequiredService<CertificateExpiryWarnings>();
        await warnings.PublishDueAsync(Time.GetUtcNow(), cancellationToken);
        return false;
    }
}
