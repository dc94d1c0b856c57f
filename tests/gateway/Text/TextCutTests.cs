using System.Text;
using Passinstance.ServiceDefaults.Text;

namespace Passinstance.Gateway.Tests.Text;

[Trait("Category", "Unit")]
public sealed class TextCutTests
{
    // Characters of one and of two UTF-16 units, also several of two beside each other and at both ends.
    private const string Mixed = "😀a😀😀bé👩‍👩‍👧c 中😀";

    // Throws for half a surrogate pair and for bytes that are no UTF-8.
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static TheoryData<int> Lengths() => [.. Enumerable.Range(0, Mixed.Length + 2)];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void A_cut_never_splits_a_surrogate_pair_and_loses_nothing_else(int maxLength)
    {
        var cut = TextCut.Cut(Mixed, maxLength);

        Strict.GetBytes(cut);
        Assert.StartsWith(cut, Mixed, StringComparison.Ordinal);
        var whole = Math.Min(maxLength, Mixed.Length);
        var splits = whole > 0 && whole < Mixed.Length && char.IsLowSurrogate(Mixed[whole]);
        Assert.Equal(splits ? whole - 1 : whole, cut.Length);
        Assert.Equal(cut.Length == Mixed.Length ? Mixed : cut + "...", TextCut.Shorten(Mixed, maxLength));
        Assert.Equal(cut, TextCut.Storable(Mixed, maxLength));
    }

    [Fact]
    public void What_PostgreSQL_cannot_store_is_replaced_at_every_length()
    {
        // Not as data of a theory: an attribute cannot hold half a surrogate pair.
        foreach (var (text, storable) in ((string, string)[])[
            ("a\0b", "a\uFFFDb"), ("a\uD83Db", "a\uFFFDb"), ("a\uDE00b", "a\uFFFDb"), ("\uDE00\uD83D", "\uFFFD\uFFFD"),
            ("\uD83D😀\uDE00", "\uFFFD😀\uFFFD")])
        {
            for (var maxLength = 0; maxLength <= text.Length + 1; maxLength++)
                Assert.Equal(TextCut.Cut(storable, maxLength), TextCut.Storable(text, maxLength));
        }
    }

    [Fact]
    public void Bytes_that_end_inside_a_character_give_the_characters_before_it()
    {
        var utf8 = Strict.GetBytes(Mixed);
        for (var length = 0; length <= utf8.Length; length++)
        {
            var text = TextCut.FromUtf8(utf8.AsSpan(0, length));
            Assert.StartsWith(text, Mixed, StringComparison.Ordinal);
            Assert.InRange(length - Strict.GetByteCount(text), 0, 3);
        }

        Assert.Equal(Mixed, TextCut.FromUtf8(utf8));
    }
}
