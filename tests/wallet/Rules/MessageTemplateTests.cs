using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Tests.Rules;

[Trait("Category", "Unit")]
public sealed class MessageTemplateTests
{
    private static readonly OrderedDictionary<string, FieldValue> Fields = new()
    {
        ["memberName"] = new FieldValue { Label = "Member", Value = "Jane {Doe}" },
        ["points"] = new FieldValue { Value = 10.50m },
    };

    [Theory]
    [InlineData("Hello {memberName}, you have {points} points.", "Hello Jane {Doe}, you have 10.50 points.")]
    [InlineData("{unknown}Hello", "Hello")]
    [InlineData("{{memberName}} costs 3 }} more", "{memberName} costs 3 } more")]
    [InlineData("{{{points}}}", "{10.50}")]
    [InlineData("", "")]
    public void A_placeholder_is_the_value_of_the_field_and_nothing_where_there_is_none(string text, string expected)
    {
        Assert.True(MessageTemplate.TryParse(text, out var template, out _));

        Assert.Equal(expected, template.Render(Fields, 1000));
    }

    [Theory]
    [InlineData("Hello {memberName")]
    [InlineData("Hello memberName}")]
    [InlineData("{}")]
    [InlineData("{member name}")]
    [InlineData("{a{b}")]
    public void Unmatched_braces_are_rejected_with_advice(string text)
    {
        Assert.False(MessageTemplate.TryParse(text, out _, out var problem));

        Assert.Contains("brace", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_that_grows_too_long_is_cut_between_characters()
    {
        Assert.True(MessageTemplate.TryParse("{long}", out var template, out _));

        var fields = new OrderedDictionary<string, FieldValue> { ["long"] = new FieldValue { Value = "😀😀😀" } };
        Assert.Equal("😀…", template.Render(fields, 4));
    }
}
