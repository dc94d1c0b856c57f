using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Identity;
using static Passinstance.Gateway.Languages.Texts;

namespace Passinstance.Gateway.Accounts;

/// <summary>
/// What a password must be: at least 12 characters of any kind, and not one that guessing programs try first. Rules about kinds of
/// characters would make passwords worse and are not applied (NIST SP 800-63B, 3.1.1).
/// </summary>
internal sealed partial class PasswordRules : IPasswordValidator<User>
{
    public const int MinLength = 12;
    public const int MaxLength = 256;
    private const int MinDistinct = 5;
    private const int MinRest = 5;

    // The beginnings of most passwords in leaked lists. A longer password that is made of nothing else is as easy to guess.
    private static readonly string[] Common =
    [
        "password", "passwort", "motdepasse", "passphrase", "passinstance", "contrasena", "qwertyuiop", "qwertzuiop", "asdfghjkl",
        "zxcvbnm", "yxcvbnm", "1q2w3e4r5t6y", "1q2w3e4r5t", "1q2w3e4r", "1qaz2wsx3edc", "1qaz2wsx", "qazwsxedc", "qwerty", "qwertz",
        "azerty", "asdfgh", "letmein", "iloveyou", "administrator", "admin", "welcome", "changeme", "change", "trustno", "whatever",
        "sunshine", "princess", "football", "baseball", "superman", "batman", "dragon", "monkey", "master", "shadow", "starwars",
        "computer", "internet", "michael", "jennifer", "jordan", "liverpool", "arsenal", "summer", "winter", "spring", "autumn",
        "january", "february", "october", "november", "december", "secret", "default", "login", "access", "correcthorsebatterystaple",
        "hello", "test", "guest", "user", "root", "love", "your", "here", "this", "that", "the", "my", "is", "me", "i",
    ];

    public Task<IdentityResult> ValidateAsync(UserManager<User> manager, User user, string? password) =>
        Task.FromResult(Explain(password ?? "", user) is { } reason
            ? IdentityResult.Failed(new IdentityError { Code = "Password", Description = reason })
            : IdentityResult.Success);

    /// <summary>What is wrong with a password; null when nothing is.</summary>
    public static string? Explain(string password, User user)
    {
        if (password.Length < MinLength)
            return T(
                "The password has {0} characters. Choose one of at least {1}: a few words are easy to remember.", $"{password.Length}",
                $"{MinLength}");
        if (password.Length > MaxLength)
            return T("The password has {0} characters. Choose one of at most {1}.", $"{password.Length}", $"{MaxLength}");
        return IsCommon(password, user)
            ? T("This password is among those that are guessed first. Choose a few words that do not belong together.")
            : null;
    }

    private static bool IsCommon(string password, User user)
    {
        var text = Plain(password);
        if (text.Distinct().Count() < MinDistinct || IsSequence(text))
            return true;
        // What belongs to the person is known to whoever guesses.
        var own = (user.Email ?? "").Split('@', '.').Concat(user.Name.Split(' ')).Where(part => part.Length > 2).Select(Plain);
        foreach (var part in own.Concat(Common.Select(Plain)).OrderByDescending(part => part.Length))
            text = text.Replace(part, " ", StringComparison.Ordinal);
        return Filler().Replace(text, "").Length < MinRest;
    }

    // With the usual substitutions undone: p4ssw0rd is password.
    private static string Plain(string text) => string.Concat(text.ToLowerInvariant().Select(c => c switch
    {
        '0' => 'o',
        '1' or '!' or '|' => 'i',
        '3' => 'e',
        '4' or '@' => 'a',
        '5' or '$' => 's',
        '7' => 't',
        _ => c,
    }));

    private static bool IsSequence(string text)
    {
        var steps = text.Zip(text.Skip(1), (a, b) => b - a).ToList();
        return steps.Count(step => step is 1 or -1 or 0) >= steps.Count - 2;
    }

    // Digits, years and marks at the ends of a word add little.
    [GeneratedRegex(@"[\W\d_]|[oiesat](?![a-z])")]
    private static partial Regex Filler();
}
