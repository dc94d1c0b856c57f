using System.ComponentModel.DataAnnotations;

namespace Passinstance.Gateway.RateLimiting;

/// <summary>
/// Section <c>RateLimits</c>. A route's <c>RateClass</c> names one of <see cref="Classes"/>. A request takes one token from each bucket of
/// its class: of its key and its organization or, on routes without a credential, of its address.
/// </summary>
internal sealed class RateLimitOptions : IValidatableObject
{
    /// <summary>Multiplies all limits of this deployment. 0: take it from <see cref="FactorByEnvironment"/>.</summary>
    public double Factor { get; set; }

    /// <summary>The factor for each <c>Deployment:Environment</c>.</summary>
    public Dictionary<string, double> FactorByEnvironment { get; set; } = [];

    /// <summary>How long a request may wait for the shared store before this gateway limits by itself.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:10:00")]
    public TimeSpan StoreTimeout { get; set; } = TimeSpan.FromMilliseconds(500);

    public Dictionary<string, ClassLimits> Classes { get; set; } = [];

    /// <summary>How many bad credentials an address may present.</summary>
    public TokenLimit BadCredentials { get; set; } = new() { Rate = 1.6667, Burst = 100 };

    /// <summary>How many attempts at signing in an address has for one account.</summary>
    public TokenLimit SignIn { get; set; } = new() { Rate = 0.05, Burst = 10 };

    /// <summary>How many attempts all addresses together have for one account, without those it was signed in from.</summary>
    public TokenLimit SignInOfAccount { get; set; } = new() { Rate = 0.2, Burst = 100 };

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!(Factor > 0))
            yield return new ValidationResult("RateLimits:Factor must be greater than zero.", [nameof(Factor)]);

        foreach (var (name, limits) in Classes)
        {
            foreach (var limit in new[] { limits.Key, limits.Organization, limits.Address })
            {
                if (limit is { } given && !given.IsValid)
                    yield return new ValidationResult($"RateLimits:Classes:{name}: {TokenLimit.Rule}", [nameof(Classes)]);
            }
        }

        if (!BadCredentials.IsValid)
            yield return new ValidationResult($"RateLimits:BadCredentials: {TokenLimit.Rule}", [nameof(BadCredentials)]);
        if (!SignIn.IsValid)
            yield return new ValidationResult($"RateLimits:SignIn: {TokenLimit.Rule}", [nameof(SignIn)]);
        if (!SignInOfAccount.IsValid)
            yield return new ValidationResult($"RateLimits:SignInOfAccount: {TokenLimit.Rule}", [nameof(SignInOfAccount)]);
    }
}

/// <summary>The limits of one class of routes. A limit that is absent does not apply.</summary>
internal sealed class ClassLimits
{
    public TokenLimit? Key { get; set; }
    public TokenLimit? Organization { get; set; }
    public TokenLimit? Address { get; set; }
}

/// <summary>A token bucket: it is refilled with <see cref="Rate"/> tokens per second and holds <see cref="Burst"/>.</summary>
internal sealed record TokenLimit
{
    public const string Rule = "Rate (tokens per second) must be greater than zero, and Burst at least 1.";

    public double Rate { get; init; }
    public double Burst { get; init; }

    public bool IsValid => Rate > 0 && Burst >= 1;

    public TokenLimit Times(double factor) => factor == 1 ? this : new TokenLimit { Rate = Rate * factor, Burst = Burst * factor };
}
