using Passinstance.Client;
using Passinstance.Dashboard.Passes;

namespace Passinstance.Dashboard.Tests;

/// <summary>Which pictures a person may give a single pass.</summary>
[Trait("Category", "Unit")]
public sealed class PassPicturePlaceTests
{
    [Fact]
    public void A_pass_has_pictures_of_its_style_and_of_the_poster_and_no_logos()
    {
        Assert.Equal(["thumbnail"], Names(Template(PassType.Generic)));
        Assert.Equal(["strip"], Names(Template(PassType.StoreCard)));
        Assert.Equal(["strip", "background", "thumbnail"], Names(Template(PassType.EventTicket)));

        var poster = Template(PassType.Generic);
        poster.PosterGeneric = new PassLayout { PrimaryFields = [new PassField { Key = "member", Label = "Member" }] };
        Assert.Equal(["thumbnail", "background"], Names(poster));
        Assert.Empty(PassPictures.PlacesOf(null));
    }

    private static IEnumerable<string> Names(Template template) => PassPictures.PlacesOf(template).Select(place => place.Name);

    private static Template Template(PassType style) => new()
    {
        Id = "tpl_01kb0000000000000000000000",
        Name = "Card",
        Description = "Card",
        PassType = style,
        OrganizationName = "Northwind",
        TeamIdentifier = "A1B2C3D4E5",
        PassTypeIdentifier = "pass.com.example.first",
    };
}
