namespace Passinstance.Wallet.Model;

// Of matches.
public sealed partial record SemanticTags
{
    /// <summary>Abbreviation of the away team.</summary>
    public string? AwayTeamAbbreviation { get; init; }

    /// <summary>Home location of the away team.</summary>
    public string? AwayTeamLocation { get; init; }

    /// <summary>The away team.</summary>
    public string? AwayTeamName { get; init; }

    /// <summary>Abbreviation of the home team.</summary>
    public string? HomeTeamAbbreviation { get; init; }

    /// <summary>Home location of the home team.</summary>
    public string? HomeTeamLocation { get; init; }

    /// <summary>The home team.</summary>
    public string? HomeTeamName { get; init; }

    /// <summary>Abbreviation of the league.</summary>
    public string? LeagueAbbreviation { get; init; }

    /// <summary>The league.</summary>
    public string? LeagueName { get; init; }

    /// <summary>The sport.</summary>
    public string? SportName { get; init; }
}
