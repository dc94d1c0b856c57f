namespace Passinstance.Gateway.RateLimits;

/// <summary>
/// Section <c>RateLimits</c>. A route's <c>RateClass</c> names one of <see cref="Classes"/>; a request takes one token from each bucket
/// that its class has: of its key, of its organisation, or, on routes without a credential, of its address.
/// </summary>
internal sealed record RateLimitOptions
{
    /// <summary>Multiplies every limit of this deployment; when it is not set, <c>FactorByEnvironment</c> does.</summary>
    public double Factor { get; init; }
    public Dictionary<string, double> FactorByEnvironment { get; init; } = [];
    /// <summary>How long a request may wait for the shared store before this gateway limits by itself.</summary>
    public TimeSpan StorePatience { get; init; } = TimeSpan.FromMilliseconds(500);
    public Dictionary<string, ClassLimits> Classes { get; init; } = [];
    /// <summary>Bad credentials an address may present.</summary>
    public TokenLimit BadCredentials { get; init; } = new() { Rate = 100.0 / 60, Burst = 100 };

    public static RateLimitOptions From(IConfiguration configuration)
    {
        var options = configuration.GetSection("RateLimits").Get<RateLimitOptions>() ?? new RateLimitOptions();
        if (options.Factor == 0)
            options = options with { Factor = options.FactorByEnvironment.GetValueOrDefault(configuration["Deployment:Environment"] ?? "", 1) };
        if (!(options.Factor > 0))
            throw new InvalidOperationException("RateLimits:Factor must be greater than zero.");
        foreach (var (name, limits) in options.Classes)
        {
            foreach (var limit in new[] { limits.Key, limits.Organization, limits.Address })
            {
                if (limit is { } given && !(given.Rate > 0 && given.Burst >= 1))
                    throw new InvalidOperationException($"RateLimits:Classes:{name}: Rate (tokens a second) must be greater than zero and Burst at least 1.");
            }
        }
        return options;
    }
}

/// <summary>The limits of one class of routes; an absent one does not apply.</summary>
internal sealed record ClassLimits
{
    public TokenLimit? Key { get; init; }
    public TokenLimit? Organization { get; init; }
    public TokenLimit? Address { get; init; }
}

/// <summary>A token bucket: <see cref="Rate"/> tokens a second flow in, <see cref="Burst"/> fit.</summary>
internal sealed record TokenLimit
{
    public double Rate { get; init; }
    public double Burst { get; init; }

    public TokenLimit Times(double factor) => factor == 1 ? this : new TokenLimit { Rate = Rate * factor, Burst = Burst * factor };
}
