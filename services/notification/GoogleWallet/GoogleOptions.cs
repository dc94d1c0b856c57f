namespace Passinstance.Notifications.GoogleWallet;

/// <summary>Section <c>GoogleWallet</c> of the configuration. Deployments that speak to Google itself set nothing.</summary>
internal sealed record GoogleOptions
{
    /// <summary>Google's Wallet API; a simulator's in development.</summary>
    public Uri Url { get; init; } = new("https://walletobjects.googleapis.com");

    /// <summary>Where service accounts get their access tokens.</summary>
    public Uri TokenUrl { get; init; } = new("https://oauth2.googleapis.com/token");

    /// <summary>What Google allows a project, over all replicas.</summary>
    public double CallsASecond { get; init; } = 20;

    /// <summary>How many calls may go out at once after a pause; also the largest batch.</summary>
    public int Burst { get; init; } = 10;

    /// <summary>How long a claim holds: work of a process that was killed is taken up by another after it.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How often an issuer that was stopped is looked at for another key.</summary>
    public TimeSpan StoppedInterval { get; init; } = TimeSpan.FromMinutes(1);

    internal static GoogleOptions From(IConfiguration configuration)
    {
        var options = configuration.GetSection("GoogleWallet").Get<GoogleOptions>() ?? new GoogleOptions();
        return options is { Url.IsAbsoluteUri: true, TokenUrl.IsAbsoluteUri: true, CallsASecond: > 0, Burst: > 0 }
            ? options
            : throw new InvalidOperationException("GoogleWallet:Url and GoogleWallet:TokenUrl must be absolute addresses. Leave GoogleWallet__Url and GoogleWallet__TokenUrl out for Google's own.");
    }
}
