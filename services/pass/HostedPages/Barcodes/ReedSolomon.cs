namespace Passinstance.Passes.HostedPages.Barcodes;

/// <summary>Check words by which a reader mends errors, over the fields that Aztec codes use (ISO/IEC 24778, 7.2.3).</summary>
internal static class ReedSolomon
{
    /// <summary>The words and as many check words as make <paramref name="total"/>.</summary>
    /// <param name="words">The words.</param>
    /// <param name="total">How many there are to be.</param>
    /// <param name="bits">Bits of a word: 4, 6, 8, 10 or 12.</param>
    internal static IReadOnlyList<int> Append(IReadOnlyList<int> words, int total, int bits)
    {
        var size = 1 << bits;
        var (exponents, logarithms) = Field(bits, size);
        int Product(int a, int b) => a == 0 || b == 0 ? 0 : exponents[(logarithms[a] + logarithms[b]) % (size - 1)];

        // The polynomial whose roots are the first powers of the field's generator.
        var generator = new int[total - words.Count + 1];
        generator[0] = 1;
        for (var root = 1; root < generator.Length; root++)
        {
            for (var i = root; i > 0; i--)
                generator[i] = generator[i - 1] ^ Product(generator[i], exponents[root % (size - 1)]);
            generator[0] = Product(generator[0], exponents[root % (size - 1)]);
        }

        // The remainder of a division by it: the highest power comes first.
        var remainder = new int[generator.Length - 1];
        foreach (var word in words)
        {
            var factor = word ^ (remainder.Length == 0 ? 0 : remainder[0]);
            for (var i = 0; i < remainder.Length; i++)
                remainder[i] = (i + 1 < remainder.Length ? remainder[i + 1] : 0) ^ Product(factor, generator[remainder.Length - 1 - i]);
        }

        return [.. words, .. remainder];
    }

    private static (int[] Exponents, int[] Logarithms) Field(int bits, int size)
    {
        var polynomial = bits switch { 4 => 0x13, 6 => 0x43, 8 => 0x12D, 10 => 0x409, _ => 0x1069 };
        var (exponents, logarithms) = (new int[size], new int[size]);
        for (int power = 0, value = 1; power < size - 1; power++)
        {
            (exponents[power], logarithms[value]) = (value, power);
            value <<= 1;
            if (value >= size)
                value ^= polynomial;
        }

        return (exponents, logarithms);
    }
}
