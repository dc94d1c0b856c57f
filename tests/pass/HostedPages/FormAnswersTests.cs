using System.Globalization;
using Microsoft.AspNetCore.Http;
using Passinstance.Passes.HostedPages;
using Passinstance.Passes.HostedPages.Forms;
using Passinstance.Wallet.Model;

namespace Passinstance.Passes.Tests.HostedPages;

[Trait("Category", "Unit")]
public sealed class FormAnswersTests
{
    // From Honolulu (-10) to Auckland in summer (+13).
    private const int West = -10;
    private const int East = 13;

    [Theory]
    [InlineData("1990-05-17")]
    [InlineData("2026-01-01")]
    [InlineData("2026-12-31")]
    [InlineData("2024-02-29")]
    public void A_day_is_the_same_day_from_Honolulu_to_Auckland(string day)
    {
        var moment = DateTimeOffset.Parse(
            ValueOf(new PassField { Key = "born", DateStyle = "PKDateStyleLong" }, day), CultureInfo.InvariantCulture);

        for (var offset = West; offset <= East; offset++)
            Assert.Equal(day, moment.ToOffset(TimeSpan.FromHours(offset)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
    }

    [Fact]
    public void A_day_in_a_field_without_a_date_style_stays_as_it_was_entered()
    {
        Assert.Equal("1990-05-17", ValueOf(new PassField { Key = "born" }, "1990-05-17"));
        Assert.Equal("1990-05-17", ValueOf(new PassField { Key = "other", DateStyle = "PKDateStyleLong" }, "1990-05-17"));
    }

    [Theory]
    [InlineData("1990-05-17T10:00:00Z")]
    [InlineData("1990-02-30")]
    [InlineData("17.05.1990")]
    [InlineData("1990-5-17")]
    public void What_is_no_day_is_marked(string answer)
    {
        var question = Question();
        var answers = Read(question, answer);

        Assert.Equal(Wording.English.WrongDate, answers.ErrorOf(question));
    }

    private static PassFlowField Question() => new() { Key = "born", Label = "Born", Type = PassFlowFieldType.Date };

    private static FormAnswers Read(PassFlowField question, string answer) => FormAnswers.Read(
        new PassFlowForm { Fields = [question] }, new FormCollection(new() { [FormAnswers.NameOf(question)] = answer }), Wording.English);

    // What the pass's field holds.
    private static string ValueOf(PassField shown, string answer)
    {
        var question = Question();
        var answers = Read(question, answer);
        Assert.False(answers.HasErrors);
        var template = new WalletTemplate { Layout = new PassLayout { BackFields = [shown] } };
        return answers.ToFields(new PassFlowForm { Fields = [question] }, template)["born"].Value.Text;
    }
}
