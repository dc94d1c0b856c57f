using Passinstance.Dashboard.Designer;
using Passinstance.PassPreview.Starts;
using Passinstance.Wallet.Model;

namespace Passinstance.Dashboard.Tests.Designer;

/// <summary>A design shows the values of the one that it began as.</summary>
[Trait("Category", "Unit")]
public sealed class StartSamplesTests
{
    public static TheoryData<string> Starts => [.. DesignerStarts.All.Select(start => start.Id)];

    [Theory]
    [MemberData(nameof(Starts))]
    public void A_template_has_the_samples_of_its_start(string id)
    {
        var start = DesignerStarts.Find(id)!;
        var samples = StartSamples.Of(start.For("Harbor", "A1B2C3D4E5", "pass.com.example.first"));

        Assert.NotEmpty(samples);
        Assert.All(samples, sample => Assert.Equal(start.Pass.Fields[sample.Key].Value.Text, sample.Value));
        Assert.DoesNotContain("Sample", samples.Values);
    }

    [Fact]
    public void A_design_of_its_own_has_none_and_a_field_with_another_format_keeps_the_general_sample()
    {
        var gym = DesignerStarts.Find("gym")!.For("Harbor", "A1B2C3D4E5", "pass.com.example.first");
        var other = gym with
        {
            Layout = new PassLayout { PrimaryFields = [new PassField { Key = "boat", Label = "Boat" }] },
        };

        Assert.Empty(StartSamples.Of(other));
        Assert.Empty(StartSamples.Of(gym with { PassType = PassType.Coupon }));
    }
}
