namespace Passinstance.Wallet.Model;

// Of matches.
public sealed partial record SemanticTags
{
    /// <summary>The away team in short.</summary>
    public string? AwayTeamAbbreviation { get; init; }

    /// <summary>Where the away team is from.</summary>
    public string? AwayTeamLocation { get; init; }

    /// <summary>The away team.</summary>
    public string? AwayTeamName { get; init; }

    /// <summary>The home team in short.</summary>
    public string? HomeTeamAbbreviation { get; init; }

    /// <summary>Where the home team is from.</summary>
    public string? HomeTeamLocation { get; init; }

    /// <summary>The home team.</summary>
    public string? HomeTeamName { get; init; }

    /// <summary>The league in short.</summary>
    public string? LeagueAbbreviation { get; init; }

    /// <summary>The league.</summary>
    public string? LeagueName { get; init; }

    /// <summary>The sport.</summary>
    public string? SportName { get; init; }
}
