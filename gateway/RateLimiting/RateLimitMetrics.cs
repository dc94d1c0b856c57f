using System.Diagnostics.Metrics;

namespace Passinstance.Gateway.RateLimiting;

/// <summary>Metrics of rate limits and rejected credentials. Keys, organizations and addresses are never tags.</summary>
internal sealed class RateLimitMetrics
{
    public const string MeterName = "Passinstance.Gateway";

    private readonly Counter<long> _rateLimited;
    private readonly Counter<long> _storeFailures;
    private readonly Counter<long> _badCredentials;
    private int _isLocal;

    public RateLimitMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _rateLimited = meter.CreateCounter<long>("gateway.ratelimit.rejected", "{request}", "Responses with status 429, by rate class.");
        _storeFailures = meter.CreateCounter<long>(
            "gateway.ratelimit.store.failures", "{failure}", "Failed queries of the rate limit store.");
        meter.CreateObservableGauge(
            "gateway.ratelimit.local", () => Volatile.Read(ref _isLocal),
            description: "1 while the rate limit store does not respond and this gateway limits by itself.");
        _badCredentials = meter.CreateCounter<long>(
            "gateway.credentials.rejected", "{request}", "Requests with a credential that is not valid.");
    }

    public void RateLimited(string rateClass) => _rateLimited.Add(1, KeyValuePair.Create("class", (object?)rateClass));

    public void LimitStoreSucceeded() => Volatile.Write(ref _isLocal, 0);

    public void LimitStoreFailed()
    {
        Volatile.Write(ref _isLocal, 1);
        _storeFailures.Add(1);
    }

    public void CredentialRejected() => _badCredentials.Add(1);
}
