using Microsoft.Extensions.Options;

namespace Passinstance.Passes.HostedPages.Badges;

/// <summary>Section <c>HostedPages</c>: what an operator gives the hosted pages.</summary>
internal sealed class HostedPageOptions
{
    /// <summary>
    /// A folder with the brands' own badges, such as <c>apple.en.svg</c> and <c>google.de.png</c>; without one, pages show buttons that are
    /// drawn after the brands' rules.
    /// </summary>
    public string? Badges { get; set; }
}

/// <summary>A folder with a file that is no badge ends the start, with the file's name.</summary>
internal sealed class HostedPageValidation : IValidateOptions<HostedPageOptions>
{
    public ValidateOptionsResult Validate(string? name, HostedPageOptions options) =>
        BadgeFolder.Read(options.Badges) is { Problems.Count: > 0 } folder
            ? ValidateOptionsResult.Fail(folder.Problems) : ValidateOptionsResult.Success;
}
