using System.Diagnostics.Metrics;

namespace Passinstance.Gateway.Telemetry;

/// <summary>What the gateway counts, beside what ASP.NET Core and YARP count themselves. Never a key, organisation or address as a tag.</summary>
internal sealed class GatewayMetrics
{
    public const string MeterName = "Passinstance.Gateway";

    private readonly Counter<long> _rateLimited;
    private readonly Counter<long> _limitStoreFailures;
    private readonly Counter<long> _badCredentials;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _configurations;
    private int _limitsAreLocal;

    public GatewayMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _rateLimited = meter.CreateCounter<long>("gateway.ratelimit.rejected", "{request}", "Requests answered 429, by route class.");
        _limitStoreFailures = meter.CreateCounter<long>("gateway.ratelimit.store.failures", "{failure}", "Questions to the rate limit store without an answer.");
        meter.CreateObservableGauge("gateway.ratelimit.local", () => Volatile.Read(ref _limitsAreLocal), description: "1 while the store does not answer and this gateway limits by itself.");
        _badCredentials = meter.CreateCounter<long>("gateway.credentials.rejected", "{request}", "Requests with a credential that is not valid.");
        _retries = meter.CreateCounter<long>("gateway.retries", "{request}", "Requests that were tried at a second destination.");
        _configurations = meter.CreateCounter<long>("gateway.configuration.loads", "{load}", "Route tables read, by outcome: applied or refused.");
    }

    public void RateLimited(string rateClass) => _rateLimited.Add(1, KeyValuePair.Create("class", (object?)rateClass));

    public void LimitStoreAnswered() => Volatile.Write(ref _limitsAreLocal, 0);

    public void LimitStoreFailed()
    {
        Volatile.Write(ref _limitsAreLocal, 1);
        _limitStoreFailures.Add(1);
    }

    public void CredentialRejected() => _badCredentials.Add(1);

    public void Retried() => _retries.Add(1);

    public void ConfigurationApplied() => _configurations.Add(1, KeyValuePair.Create("outcome", (object?)"applied"));

    public void ConfigurationRefused() => _configurations.Add(1, KeyValuePair.Create("outcome", (object?)"refused"));
}
