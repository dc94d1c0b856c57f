using System.Buffers;
using System.Text;
using System.Text.Json;
using Passinstance.Passes.Batches;

namespace Passinstance.Passes.Tests.Batches;

[Trait("Category", "Unit")]
public sealed class BatchLineTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_an_item_is_stored_as_is_read_by_a_release_that_does_not_know_of_texts(bool isText)
    {
        var output = new ArrayBufferWriter<byte>();
        BatchLine.Write(
            output, new BatchItemForm(BatchOperation.Create, "A-1", null, Guid.Empty, AddsTemplate: true),
            new BatchDefaults(BatchOperation.Create, "tpl_1"), "  {\"serialNumber\":\"A-1\"}"u8, isText);

        var line = Encoding.UTF8.GetString(output.WrittenSpan).TrimEnd('\n');

        // As 1.0.0-beta.1 reads it: a letter, then the item and no other member.
        Assert.Equal('c', line[0]);
        Assert.Equal("""{"templateId":"tpl_1","serialNumber":"A-1"}""", JsonElement.Parse(line[1..]).GetRawText());
        Assert.Equal("A-1", Assert.Single(BatchLine.ReadAll(line + "\n")).Create.SerialNumber);
    }
}
