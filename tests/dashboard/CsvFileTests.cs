using System.Text;
using Passinstance.Dashboard.Passes;

namespace Passinstance.Dashboard.Tests;

[Trait("Category", "Unit")]
public sealed class CsvFileTests
{
    [Theory]
    [InlineData("a,b\n1,2\n", "a|b", "1|2")]
    [InlineData("\uFEFFa,b\r\n1,\"x, \"\"y\"\"\"\r\n", "a|b", "1|x, \"y\"")]
    [InlineData("\"a\nb\",c\n1", "a\nb|c", "1")]
    [InlineData("Nummer;Name\n1;\"Lovelace, Ada\"\n", "Nummer|Name", "1|Lovelace, Ada")]
    [InlineData("a\tb\n1\t2,5", "a|b", "1|2,5")]
    [InlineData("one\n1,2", "one", "1|2")]
    [InlineData("", "", "")]
    public void The_columns_and_the_first_row_are_read(string text, string header, string first)
    {
        var file = new CsvFile(Encoding.UTF8.GetBytes(text));

        Assert.Equal(header, string.Join('|', file.Header));
        Assert.Equal(first, string.Join('|', file.First));
    }

    [Fact]
    public void An_example_has_the_columns_of_the_template_and_can_be_read()
    {
        var example = CsvFile.Example(
        [
            new PassFieldInput("member", "Member, full name", "Primary fields", null, false),
            new PassFieldInput("terms", "Terms", "Back fields", "One \"card\"\nper person", false),
        ]);
        var file = new CsvFile(Encoding.UTF8.GetBytes(example));

        Assert.Equal(["serialNumber", "Member, full name", "Terms", "barcode"], file.Header);
        Assert.Equal(["1001", "", "One \"card\"\nper person", "1001"], file.First);
    }

    [Fact]
    public void A_row_is_found_by_the_number_that_a_spreadsheet_shows()
    {
        var file = new CsvFile("a,b\r\n1,\"two\r\nlines\"\r\n3,x\r\n5,y"u8.ToArray());

        var rows = file.Find(new HashSet<int> { 2, 4, 9 });

        Assert.Equal(["1", "two\r\nlines"], rows[2]);
        Assert.Equal(["5", "y"], rows[4]);
        Assert.False(rows.ContainsKey(9));
    }
}
