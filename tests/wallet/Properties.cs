using FsCheck;
using FsCheck.Fluent;

namespace Passinstance.Wallet.Tests;

/// <summary>Properties that must hold for everything a generator makes.</summary>
internal static class Properties
{
    public static void Hold<T>(Gen<T> generator, Action<T> property, int times = 200) =>
        Prop.ForAll(generator.ToArbitrary(), property).Check(Config.QuickThrowOnFailure.WithMaxTest(times));

    /// <summary>Texts as people and attackers write them: Latin, beyond Latin-1, quotes, JSON, HTML, markup of .strings.</summary>
    public static Gen<string> Text { get; } = Gen.OneOf(
        Gen.Elements("", "Gold", "Café", "会员", "😀 family 👨‍👩‍👧", "\"quoted\" \\ back", "<b>&amp;</b>", "a\nb\tc", "%@",
            "/* not */ \"a\" = \"b\";", "\u2028\u2029", "é\u0301", "{\"a\":1}"),
        Gen.Choose(0, 12).SelectMany(n => Gen.ArrayOf(Gen.Choose(32, 0x2FF), n))
            .Select(codes => new string([.. codes.Select(c => (char)(c is >= 127 and < 160 ? 'x' : c))])));

    public static Gen<T?> Maybe<T>(Gen<T> generator)
        where T : class => Gen.Frequency((1, Gen.Constant<T?>(null)), (2, generator.Select(T? (value) => value)));
}
