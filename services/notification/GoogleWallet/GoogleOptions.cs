using System.ComponentModel.DataAnnotations;

namespace Passinstance.Notifications.GoogleWallet;

/// <summary>Section <c>GoogleWallet</c> of the configuration. With Google's own service nothing needs to be set.</summary>
internal sealed record GoogleOptions : IValidatableObject
{
    /// <summary>Google's Wallet API; a simulator's in development.</summary>
    [Required]
    public Uri Url { get; init; } = new("https://walletobjects.googleapis.com");

    /// <summary>Where service accounts get their access tokens.</summary>
    [Required]
    public Uri TokenUrl { get; init; } = new("https://oauth2.googleapis.com/token");

    /// <summary>Calls per second that Google allows a project, over all replicas.</summary>
    [Range(0.001, 1_000_000)]
    public double CallsASecond { get; init; } = 20;

    /// <summary>Calls at once after a pause; also the largest batch.</summary>
    [Range(1, 1000)]
    public int Burst { get; init; } = 10;

    /// <summary>Issuers that are worked on at once in this process.</summary>
    [Range(1, 10_000)]
    public int Concurrency { get; init; } = 64;

    /// <summary>How long a claim holds: after it, work of a killed process is claimed again.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How often due updates are looked for without a signal.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:10:00")]
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a stopping process waits for responses.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a suspended issuer is checked for another key.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "1.00:00:00")]
    public TimeSpan StoppedInterval { get; init; } = TimeSpan.FromMinutes(1);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Url is not { IsAbsoluteUri: true } || TokenUrl is not { IsAbsoluteUri: true })
        {
            yield return new ValidationResult(
                "GoogleWallet:Url and GoogleWallet:TokenUrl must be absolute addresses. Leave them out " +
                "for Google's own.", [nameof(Url), nameof(TokenUrl)]);
        }
    }
}
