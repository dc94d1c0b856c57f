using System.Text.Json;
using Passinstance.Client;
using Passinstance.Dashboard.Designer;
using Passinstance.PassPreview;
using Passinstance.PassPreview.Starts;
using SkiaSharp;

namespace Passinstance.Dashboard.Tests.Designer;

[Trait("Category", "Unit")]
public sealed class DesignDraftTests
{
    public static TheoryData<string> Starts => [.. DesignerStarts.All.Select(start => start.Id)];

    [Theory]
    [MemberData(nameof(Starts))]
    public void A_design_comes_back_from_the_client_as_it_was_sent(string id)
    {
        var draft = DraftOf(id);
        var request = draft.ToCreate("Name");
        var read = DesignDraft.Read(request);

        Assert.Equal("Name", request.Name);
        var options = Wallet.Json.WalletJson.Options;
        Assert.Equal(JsonSerializer.Serialize(draft.Template, options), JsonSerializer.Serialize(read, options));
    }

    [Fact]
    public void A_field_moves_between_places_and_back()
    {
        var draft = DraftOf("gym");

        draft.Move("secondaryFields", 1, "auxiliaryFields", 0);
        Assert.Equal(["plan", "until"], draft.Fields("secondaryFields").Select(field => field.Key));
        Assert.Equal(["studio"], draft.Fields("auxiliaryFields").Select(field => field.Key));
        draft.Move("secondaryFields", 0, "secondaryFields", 1);
        Assert.Equal(["until", "plan"], draft.Fields("secondaryFields").Select(field => field.Key));
        draft.Move("secondaryFields", 9, "headerFields", 0);
        draft.Undo();
        draft.Undo();
        Assert.Equal(["plan", "studio", "until"], draft.Fields("secondaryFields").Select(field => field.Key));
    }

    [Fact]
    public void A_new_field_has_a_key_of_its_own()
    {
        var draft = DraftOf("gym");
        draft.AddField("secondaryFields");
        draft.AddField("backFields");

        var keys = DesignDraft.Places.SelectMany(place => draft.Fields(place.Name)).Select(field => field.Key).ToList();
        Assert.Equal(keys.Distinct().Count(), keys.Count);
        draft.RemoveField("secondaryFields", 3);
        Assert.Equal(3, draft.Fields("secondaryFields").Count);
    }

    [Fact]
    public void What_was_removed_is_removed_when_it_is_saved()
    {
        var draft = DraftOf("gym");
        draft.Change(template => template with { LogoText = null, LabelColor = null });
        var request = draft.ToUpdate("Gym");

        var sent = JsonSerializer.Serialize(request, PassinstanceApiJson());
        Assert.Contains("\"logoText\":null", sent, StringComparison.Ordinal);
        Assert.Contains("\"labelColor\":null", sent, StringComparison.Ordinal);
        Assert.DoesNotContain("\"images\":null", sent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("date")]
    [InlineData("time")]
    [InlineData("moment")]
    [InlineData("relative")]
    [InlineData("number")]
    [InlineData("percent")]
    [InlineData("EUR")]
    [InlineData("text")]
    public void A_format_is_read_as_it_was_chosen(string format) =>
        Assert.Equal(format, FieldFormats.Of(FieldFormats.Apply(new Wallet.Model.PassField { Key = "a", CurrencyCode = "USD" }, format)));

    [Theory]
    [InlineData("strip", 375, 144)]
    [InlineData("icon", 38, 38)]
    [InlineData("logo", 160, 40)]
    public void A_picture_is_made_in_three_scales(string name, int width, int height)
    {
        using var picture = new SKBitmap(1600, 400);
        using (var canvas = new SKCanvas(picture))
            canvas.Clear(SKColors.Teal);
        var place = ImagePlace.Of(Wallet.Model.PassType.StoreCard).Single(one => one.Name == name);

        var images = ImageMaker.Make(picture, place, 0.5, 0.5, 1);

        Assert.Equal([name, $"{name}@2x", $"{name}@3x"], images.Select(image => image.Name));
        for (var scale = 1; scale <= 3; scale++)
        {
            using var made = SKBitmap.Decode(images[scale - 1].Content.Span);
            Assert.Equal((width * scale, height * scale), (made.Width, made.Height));
        }

        Assert.Equal("#008080", Assert.Single(ImageMaker.Palette(images[2].Content)).ToHex());
    }

    [Fact]
    public void What_is_no_picture_is_not_read() => Assert.Null(ImageMaker.Decode("GIF89a?"u8.ToArray()));

    [Fact]
    public void Every_finding_is_told_once()
    {
        var draft = DraftOf("library");
        draft.Change(template => template with { ForegroundColor = "#f0f0f0", Description = "" });
        var request = new PreviewRequest { Template = draft.Template, Images = draft.Images, Now = DateTimeOffset.UnixEpoch };

        var findings = draft.Findings(Preview.Draw(request), Preview.Draw(request with { Surface = PreviewSurface.Google }));

        Assert.Single(findings, finding => finding.Pointer == "/foregroundColor");
        Assert.Single(findings, finding => finding.Pointer == "/description");
    }

    private static DesignDraft DraftOf(string id)
    {
        var start = DesignerStarts.Find(id)!;
        return new DesignDraft(start.For("Example", "A1B2C3D4E5", "pass.com.example.test"), start.Images);
    }

    // As the client writes requests: what was not set is not sent, unless it is named.
    private static JsonSerializerOptions PassinstanceApiJson() => (JsonSerializerOptions)typeof(PassinstanceApi)
        .GetProperty("Json", System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)!.GetValue(null)!;
}
