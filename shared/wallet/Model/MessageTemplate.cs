using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Passinstance.Wallet.Model;

/// <summary>
/// A text to many holders with placeholders: <c>{memberName}</c> becomes the value of the pass's field of that key, or nothing if the pass
/// has no such field. <c>{{</c> and <c>}}</c> are braces.
/// </summary>
public sealed class MessageTemplate
{
    private const int MaxKeyLength = 64;
    private readonly List<(string Text, bool IsKey)> _parts = [];

    private MessageTemplate()
    {
    }

    /// <summary>The keys of its placeholders.</summary>
    public IEnumerable<string> Keys => _parts.Where(part => part.IsKey).Select(part => part.Text);

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="template">The result; null when the text cannot be read.</param>
    /// <param name="problem">What to fix, when it cannot be read.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out MessageTemplate? template, [NotNullWhen(false)] out string? problem)
    {
        template = null;
        problem = null;
        var result = new MessageTemplate();
        var literal = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is '{' or '}' && i + 1 < text.Length && text[i + 1] == c)
            {
                literal.Append(c);
                i++;
            }
            else if (c == '}')
            {
                problem = "A brace closes that was not opened. Write }} for a brace in the text.";
                return false;
            }
            else if (c == '{')
            {
                var end = text.IndexOf('}', i);
                var key = end < 0 ? "" : text[(i + 1)..end];
                if (key.Length is 0 or > MaxKeyLength || !key.All(k => char.IsAsciiLetterOrDigit(k) || k is '_' or '-' or '.'))
                {
                    problem = "A placeholder is a field's key in braces, for example {memberName}. Write {{ for a brace in the text.";
                    return false;
                }

                result.Add(literal);
                result._parts.Add((key, true));
                i = end;
            }
            else
            {
                literal.Append(c);
            }
        }

        result.Add(literal);
        template = result;
        return true;
    }

    /// <summary>The text for one pass.</summary>
    /// <param name="fields">The pass's fields.</param>
    /// <param name="maxLength">A longer text is cut, with an ellipsis: a placeholder may have any length.</param>
    public string Render(IReadOnlyDictionary<string, FieldValue>? fields, int maxLength)
    {
        var text = new StringBuilder();
        foreach (var (part, isKey) in _parts)
            text.Append(!isKey ? part : fields?.GetValueOrDefault(part)?.Value.Text);
        if (text.Length <= maxLength)
            return text.ToString();
        var end = maxLength - 1;
        text.Length = char.IsHighSurrogate(text[end - 1]) ? end - 1 : end;
        return text.Append('…').ToString();
    }

    private void Add(StringBuilder literal)
    {
        if (literal.Length > 0)
        {
            _parts.Add((literal.ToString(), false));
            literal.Clear();
        }
    }
}
