using System.Text;
using Passinstance.Dashboard.Passes;

namespace Passinstance.Dashboard.Tests;

[Trait("Category", "Unit")]
public sealed class CsvHeadTests
{
    [Theory]
    [InlineData("a,b\n1,2\n", "a|b", "1|2")]
    [InlineData("\uFEFFa,b\r\n1,2\r\n3,4", "a|b", "1|2")]
    [InlineData("\"a, b\",c\n\"say \"\"hi\"\"\",2", "a, b|c", "say \"hi\"|2")]
    [InlineData("\"two\nlines\",c\n1,2", "two\nlines|c", "1|2")]
    [InlineData("a,b", "a|b", "")]
    [InlineData("", "", "")]
    public void The_names_of_columns_and_the_first_values_are_read(string file, string header, string first)
    {
        var (names, values) = CsvHead.Read(Encoding.UTF8.GetBytes(file));

        Assert.Equal(header, string.Join('|', names));
        Assert.Equal(first, string.Join('|', values));
    }
}
