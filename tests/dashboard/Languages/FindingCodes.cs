using System.Text.RegularExpressions;

namespace Passinstance.Dashboard.Tests.Languages;

/// <summary>Finds the codes of findings in the source that makes them.</summary>
internal static partial class FindingCodes
{
    /// <summary>The codes of a source: the second argument where a list makes the finding, the third where it is made as such.</summary>
    internal static IEnumerable<string> In(string source)
    {
        foreach (Match call in Call().Matches(source))
        {
            var arguments = Arguments(source, call.Index + call.Length).ToList();
            var code = arguments[call.Value.StartsWith("new", StringComparison.Ordinal) ? 2 : 1];
            if (code.StartsWith('"'))
                yield return code.Trim('"');
            else if (Regex.Match(source, $"const string {Regex.Escape(code)} =\\s*\"([a-z_]+)\"") is { Success: true } constant)
                yield return constant.Groups[1].Value;
            else if (code.Contains('.', StringComparison.Ordinal) || char.IsLower(code[0]))
                // Passed on: it is found where the finding is made.
                continue;
            else
                throw new InvalidOperationException($"The code {code} is neither a text nor a constant of its file.");
        }
    }

    /// <summary>
    /// The codes of a source's errors at single values: the second argument where one is made, and what programs of the services throw.
    /// </summary>
    internal static IEnumerable<string> OfErrorsIn(string source)
    {
        foreach (Match call in Error().Matches(source))
        {
            var arguments = Arguments(source, call.Index + call.Length).ToList();
            if (arguments.Count < 3)
                continue;
            foreach (Match code in Literal().Matches(arguments[1]))
                yield return code.Groups[1].Value + code.Groups[2].Value;
        }

        foreach (Match thrown in Thrown().Matches(source))
            yield return thrown.Groups[1].Value;
    }

    /// <summary>The names of the values that a source gives.</summary>
    internal static IEnumerable<string> ValuesIn(string source) => Value().Matches(source).Select(match => match.Groups[1].Value);

    // The first three arguments, by the commas outside of texts and brackets.
    private static IEnumerable<string> Arguments(string source, int at)
    {
        var (start, depth, found) = (at, 0, 0);
        for (var i = at; i < source.Length && found < 3; i++)
        {
            switch (source[i])
            {
                case '"':
                    for (i++; source[i] != '"'; i++)
                    {
                        if (source[i] == '\\')
                            i++;
                        // An expression within a text may have texts of its own.
                        else if (source[i] == '{')
                            i = source.IndexOf('}', i);
                    }

                    break;
                case '(' or '[' or '{':
                    depth++;
                    break;
                case ')' or ']' or '}' when depth > 0:
                    depth--;
                    break;
                case ',' or ')' when depth == 0:
                    yield return source[start..i].Trim();
                    (start, found) = (i + 1, found + 1);
                    break;
            }
        }
    }

    [GeneratedRegex(@"(?:findings\.(?:Error|Warning)\(|new(?: Finding)?\((?=\s*FindingSeverity))(?=\s*[^)\s])")]
    private static partial Regex Call();

    [GeneratedRegex(
        @"new InvalidValue\(|Problem\.Invalid\(|(?<==>\s+)new\((?=""/|pointer)|"
        + @"(?<=[^.\w])Add\((?=at, |pointer, |\$""\{pointer)")]
    private static partial Regex Error();

    [GeneratedRegex("""^"([a-z0-9_]+)"$|[?:] "([a-z0-9_]+)\x22""")]
    private static partial Regex Literal();

    [GeneratedRegex("""(?:Exception\(|Code = |=> new\()\s*"([a-z]+(?:_[a-z0-9]+)+)\x22""")]
    private static partial Regex Thrown();

    [GeneratedRegex("""\("([a-zA-Z]+)",\s""")]
    private static partial Regex Value();
}
