using System.Text.Json;
using System.Xml.Linq;
using Passinstance.PassPreview.Formats;
using Passinstance.PassPreview.Text;
using Passinstance.Wallet.Model;

namespace Passinstance.PassPreview.Tests;

[Trait("Category", "Unit")]
public sealed class TextTests
{
    [Theory]
    [InlineData("abc", false, "000")]
    [InlineData("שלום", false, "1111")]
    [InlineData("abc שלום", false, "00001111")]
    [InlineData("خصم 20%", true, "1111221")]
    [InlineData("12 שקל", true, "221111")]
    [InlineData("A1 שלום B", true, "22111111" + "2")]
    [InlineData("٢٠٪ خصم", true, "2211111")]
    [InlineData("שלום.", true, "11111")]
    public void Characters_have_the_levels_of_the_bidirectional_algorithm(string text, bool isRightToLeft, string levels) =>
        Assert.Equal(levels, string.Concat(Bidi.Levels(text, isRightToLeft)));

    [Theory]
    [InlineData("Привет, мир", "Regular")]
    [InlineData("مرحبا بالعالم", "SemiBold")]
    [InlineData("नमस्ते दुनिया", "Regular")]
    [InlineData("বাংলা ভাষা", "Regular")]
    [InlineData("你好，世界 こんにちは 안녕하세요", "Medium")]
    [InlineData("שלום עולם", "Regular")]
    [InlineData("สวัสดีชาวโลก", "Regular")]
    [InlineData("ڈیزائن ٹکٹ گھر", "Regular")]
    [InlineData("Tiếng Việt, Ελληνικά, Türkçe", "SemiBold")]
    public void Every_big_script_has_its_glyphs(string text, string weight)
    {
        var line = TextLine.Of(text, Enum.Parse<FontWeight>(weight), false);
        Assert.All(line.Runs, run => Assert.DoesNotContain((ushort)0, run.Run.Glyphs));
        Assert.InRange(line.WidthAt(10), 20, 400);
    }

    [Fact]
    public void Arabic_letters_are_joined()
    {
        // Four letters that join are shaped as forms of their own, not as the isolated letters.
        var joined = TextLine.Of("سلام", FontWeight.Regular, true).Runs.SelectMany(run => run.Run.Glyphs).ToList();
        var alone = "سلام".SelectMany(c => TextLine.Of(c.ToString(), FontWeight.Regular, true).Runs[0].Run.Glyphs).ToList();
        Assert.NotEqual(alone, joined);
    }

    [Theory]
    [InlineData("A very long text that no row of any pass has room for")]
    [InlineData("نص طويل جدا لا يتسع له أي صف في أي بطاقة على الإطلاق")]
    [InlineData("一个很长的文本没有任何一张卡的一行可以容纳得下它的全部内容")]
    [InlineData("e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301")]
    public void A_text_that_does_not_fit_ends_with_an_ellipsis_within_its_width(string text)
    {
        var (line, isTruncated) = TextLine.Fit(text, FontWeight.Regular, false, 17, 120);
        Assert.True(isTruncated);
        Assert.EndsWith("…", line.Text, StringComparison.Ordinal);
        Assert.InRange(line.WidthAt(17), 60, 120);
        Assert.False(TextLine.Fit(text, FontWeight.Regular, false, 17, 5_000).IsTruncated);
    }

    [Fact]
    public void Wrapped_lines_fit_and_lose_nothing()
    {
        const string text = "One coupon for each purchase. Not with other offers.\nEnds on Sunday. 不能与其他优惠同时使用的条款和条件说明文字";
        var lines = TextLine.Wrap(text, FontWeight.Regular, false, 16, 150);
        Assert.All(lines, line => Assert.InRange(line.WidthAt(16), 0, 150.1));
        Assert.Equal(
            string.Concat(text.Where(c => !char.IsWhiteSpace(c))), string.Concat(
                lines.SelectMany(line => line.Text).Where(c => !char.IsWhiteSpace(c))));
    }

    [Theory]
    [InlineData("en", "May 4, 2027, 6:30 PM")]
    [InlineData("en-GB", "4 May 2027, 18:30")]
    [InlineData("de", "04.05.2027, 18:30")]
    [InlineData("fr", "4 mai 2027, 18:30")]
    [InlineData("es", "4 may 2027, 18:30")]
    [InlineData("pt", "4 de mai. de 2027 18:30")]
    [InlineData("ru", "4 мая 2027\u202Fг., 18:30")]
    [InlineData("zh", "2027年5月4日 18:30")]
    [InlineData("hi", "4 मई 2027, 6:30 pm")]
    [InlineData("bn", "৪ মে, ২০২৭ ৬:৩০ PM")]
    [InlineData("ar", "04\u200F/05\u200F/2027، 6:30 م")]
    [InlineData("ur", "4 مئی، 2027 6:30 PM")]
    [InlineData("ja", "2027/05/04 18:30")]
    [InlineData("xx", "May 4, 2027, 6:30 PM")]
    public void A_date_is_written_as_the_language_writes_it(string locale, string expected) => Assert.Equal(expected, FieldText.Of(
        Field("""{"value":"2027-05-04T18:30:00+02:00","dateStyle":"PKDateStyleMedium","timeStyle":"PKDateStyleShort"}"""),
        "2027-05-04T18:30:00+02:00", locale, Samples.Now));

    [Theory]
    [InlineData("en", "1234.5", "EUR", "€1,234.50")]
    [InlineData("en", "-3", "USD", "-$3.00")]
    [InlineData("de", "1234.5", "EUR", "1.234,50\u00A0€")]
    [InlineData("fr", "1234.5", "EUR", "1\u202F234,50\u00A0€")]
    [InlineData("en", "1234", "JPY", "¥1,234")]
    [InlineData("hi", "1234567", "INR", "₹12,34,567.00")]
    [InlineData("de-CH", "1234.5", "CHF", "CHF\u00A01'234.50")]
    [InlineData("pt", "5", "BRL", "R$\u00A05,00")]
    [InlineData("es", "1234", "EUR", "1234,00\u00A0€")]
    [InlineData("bn", "20", "BDT", "২০.০০৳")]
    public void An_amount_is_written_as_the_language_writes_it(string locale, string number, string currency, string expected) =>
        Assert.Equal(expected, FieldText.Number(number, null, currency, locale));

    [Theory]
    [InlineData("en", "2027-05-04T20:00:00+02:00", "Today, 8:00 PM")]
    [InlineData("de", "2027-05-05T20:00:00+02:00", "Morgen, 20:00")]
    [InlineData("ar", "2027-05-03T09:00:00+02:00", "أمس، 9:00 ص")]
    [InlineData("en", "2027-05-09T20:00:00+02:00", "May 9, 2027, 8:00 PM")]
    public void A_relative_date_near_today_is_a_word(string locale, string date, string expected) => Assert.Equal(expected, FieldText.Of(
        Field($$"""{"value":"{{date}}","dateStyle":"PKDateStyleMedium","timeStyle":"PKDateStyleShort","isRelative":true}"""),
        date, locale, Samples.Now));

    [Fact]
    public void A_pass_in_a_language_from_right_to_left_is_mirrored()
    {
        var picture = Preview.Draw(Arabic());
        Samples.Keep("arabic-front", picture.ToPng());
        Samples.Keep("arabic-google", Preview.Draw(Arabic() with { Surface = PreviewSurface.Google }).ToPng());
        Samples.Keep("arabic-back", Preview.Draw(Arabic() with { Surface = PreviewSurface.AppleBack }).ToPng());
        var logo = XDocument.Parse(picture.ToSvg()).Descendants()
            .Single(e => e.Attribute("data-image")?.Value.StartsWith("logo", StringComparison.Ordinal) == true);

        Assert.InRange((double)logo.Attribute("x")!, picture.Width / 2, picture.Width);
    }

    [Fact]
    public void Chinese_and_Hindi_passes_show_their_scripts()
    {
        Samples.Keep("chinese-front", Preview.Draw(Samples.Of("coffee-card", locale: "zh").With("member", "王小明").With("favorite", "拿铁咖啡")
            .Change(t => t with { LogoText = "早安咖啡馆" })).ToPng());
        var hindi = Preview.Draw(
            Samples.Of("gym", locale: "hi").With("member", "आरती शर्मा").With("plan", "असीमित").With("studio", "नदी किनारा"));
        Samples.Keep("hindi-front", hindi.ToPng());
        Assert.Contains("आरती शर्मा", hindi.ToSvg(), StringComparison.Ordinal);
    }

    private static JsonElement Field(string json) => JsonElement.Parse(json);

    internal static PreviewRequest Arabic() => Samples.Of("coffee-card", locale: "ar").Change(template => template with
    {
        DefaultLanguage = "ar",
        OrganizationName = "قهوة الصباح",
        LogoText = "قهوة الصباح",
        Description = "بطاقة القهوة",
        Layout = new PassLayout
        {
            HeaderFields = [new PassField { Key = "points", Label = "النقاط", NumberStyle = NumberStyle.Decimal }],
            PrimaryFields = [new PassField { Key = "stamps", Label = "حتى قهوتك المجانية", Value = "خصم ٢٠٪" }],
            SecondaryFields = [new PassField { Key = "member", Label = "العضو" }, new PassField { Key = "favorite", Label = "المفضل" }],
            BackFields = [
                new PassField { Key = "terms", Label = "الشروط", Value = "ختم واحد لكل قهوة. العاشرة على حسابنا (مرة واحدة في اليوم)." }],
        },
    }).With("stamps", "خصم ٢٠٪").With("member", "ليلى حداد").With("favorite", "Flat white كبير");
}
