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

        var keys = DesignDraft.PlacesOf(draft.Template).SelectMany(place => draft.Fields(place.Name)).Select(field => field.Key).ToList();
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
    [InlineData("2027-05-04T18:30", "2027-05-04T18:30:00Z")]
    [InlineData("2027-05-04T18:30:15", "2027-05-04T18:30:15Z")]
    [InlineData("2027-05-04T18:30:00+02:00", "2027-05-04T18:30:00+02:00")]
    [InlineData("", "")]
    public void What_a_field_for_dates_gives_has_an_offset(string given, string expected) =>
        Assert.Equal(expected, FieldFormats.FromInput(given));

    [Fact]
    public void The_color_goes_with_Googles_kind_of_card_to_where_that_has_it()
    {
        var draft = DraftOf("cinema");
        Assert.True(draft.Template.Google!.Class!.Value.TryGetProperty("hexBackgroundColor", out var color));

        draft.SetGoogleType(Wallet.Model.GooglePassType.Generic);
        Assert.Null(draft.Template.Google!.Class);
        Assert.Equal(color.GetString(), draft.Template.Google.Object!.Value.GetProperty("hexBackgroundColor").GetString());
        draft.SetGoogleType(null);
        Assert.Null(draft.Template.Google!.Object);
        Assert.Equal(color.GetString(), draft.Template.Google.Class!.Value.GetProperty("hexBackgroundColor").GetString());
    }

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
    public void What_is_no_picture_is_not_read() =>
        Assert.Contains("not a PNG", ImageMaker.Decode("GIF89a?"u8.ToArray()).Problem, StringComparison.Ordinal);

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

    [Fact]
    public void A_text_that_is_typed_anew_keeps_its_translations_and_one_undo_takes_all_typing_back()
    {
        var draft = DraftOf("gym");
        draft.Change(t => t with
        {
            Localizations = new Dictionary<string, IReadOnlyDictionary<string, string>>
            {
                ["de"] = new Dictionary<string, string> { ["Plan"] = "Tarif", ["Studio"] = "Studio" },
            },
        });
        foreach (var text in (string?[])["Pla", "", "C", "Contract"])
            draft.SetField("secondaryFields", 0, field => field with { Label = text }, "label");
        Assert.Equal("Tarif", draft.Template.Localizations!["de"]["Contract"]);
        Assert.False(draft.Template.Localizations["de"].ContainsKey("Plan"));

        // A field that is removed leaves its translations to nobody.
        draft.RemoveField("secondaryFields", 1);
        draft.AddField("secondaryFields");
        Assert.False(draft.Template.Localizations["de"].ContainsKey("Label"));
        draft.Undo();
        draft.Undo();
        draft.Undo();
        Assert.Equal("Tarif", draft.Template.Localizations!["de"]["Plan"]);
        Assert.Equal("Plan", draft.Fields("secondaryFields")[0].Label);
    }

    [Fact]
    public void A_field_keeps_its_number_when_it_moves()
    {
        var draft = DraftOf("gym");
        var (plan, until) = (draft.IdOf("secondaryFields", 0), draft.IdOf("secondaryFields", 2));
        draft.Move("secondaryFields", 0, "primaryFields", 0);
        Assert.Equal(plan, draft.IdOf("primaryFields", 0));
        Assert.Equal(until, draft.IdOf("secondaryFields", 1));
        draft.Move("secondaryFields", 1, "secondaryFields", 0);
        Assert.Equal(until, draft.IdOf("secondaryFields", 0));
        var all = DesignDraft.PlacesOf(draft.Template)
            .SelectMany(place => draft.Fields(place.Name).Select((_, index) => draft.IdOf(place.Name, index)))
            .ToList();
        Assert.Equal(all.Distinct(), all);
    }

    [Fact]
    public void Two_designs_are_compared_member_by_member()
    {
        var draft = DraftOf("gym");
        var before = draft.Template;
        draft.Change(t => t with { LogoText = "New", LabelColor = null });
        draft.SetField("secondaryFields", 0, field => field with { Label = "Contract" });
        draft.Move("secondaryFields", 2, "secondaryFields", 0);
        draft.RemoveField("backFields", 0);
        draft.SetImages("logo", []);

        var found = DesignDifferences.Of(before, DraftOf("gym").Images, draft.Template, draft.Images);

        Assert.Contains(new Difference("Text beside the logo", before.LogoText, "New"), found);
        Assert.Contains(new Difference("Color of labels", before.LabelColor, null), found);
        Assert.Contains(new Difference("Fields › Secondary › plan › Label", "Plan", "Contract"), found);
        Assert.Contains(new Difference("Fields › Secondary › Order", "plan, studio, until", "until, plan, studio"), found);
        Assert.Contains(new Difference("Fields › Back › hours", "Opening hours", null), found);
        Assert.Equal(3, found.Count(difference => difference.Where.StartsWith("Images › logo", StringComparison.Ordinal)));
        Assert.Empty(DesignDifferences.Of(before, DraftOf("gym").Images, before, DraftOf("gym").Images));
    }

    [Theory]
    [InlineData("coffee-card")]
    [InlineData("library")]
    public void Colors_of_a_logo_can_be_read(string id)
    {
        var logo = DraftOf(id).Images.First(image => image.Name == "logo@3x");
        var (background, values, labels) = ImageMaker.Scheme(logo.Content)!.Value;

        Assert.InRange(PassPreview.Drawing.Color.Contrast(values, background), 4.5, 21);
        Assert.InRange(PassPreview.Drawing.Color.Contrast(labels, background), 3, 21);
        Assert.InRange(PassPreview.Drawing.Color.Contrast(ImageMaker.Palette(logo.Content)[0], background), 3, 21);
    }

    [Fact]
    public void A_photo_stands_upright_as_the_camera_says()
    {
        // A picture of 40 by 20 with a red left half, stored lying on its side (orientation 6).
        using var source = new SKBitmap(40, 20);
        using (var canvas = new SKCanvas(source))
        {
            canvas.Clear(SKColors.Blue);
            using var paint = new SKPaint { Color = SKColors.Red };
            canvas.DrawRect(0, 0, 20, 20, paint);
        }

        using var jpeg = source.Encode(SKEncodedImageFormat.Jpeg, 95);
        byte[] exif =
        [
            0xFF, 0xE1, 0x00, 0x22, .. "Exif"u8, 0, 0, .. "MM"u8, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0,
            0, 0, 0, 0,
        ];
        var file = jpeg.ToArray();
        using var picture = ImageMaker.Decode([.. file[..2], .. exif, .. file[2..]]).Picture;

        Assert.Equal((20, 40), (picture!.Width, picture.Height));
        Assert.True(picture.GetPixel(10, 5).Red > 200 && picture.GetPixel(10, 35).Blue > 200);
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
