namespace Passinstance.ServiceDefaults.Json;

/// <summary>What a service's bodies may hold beyond text.</summary>
public sealed class JsonBodyOptions
{
    private readonly List<string[]> _machineData = [];

    /// <summary>
    /// Declares a member whose text is data for a machine, such as the message of a barcode: it may contain U+0000. It must be stored as
    /// JSON, since PostgreSQL's text cannot hold that character.
    /// </summary>
    /// <param name="pointer">A JSON pointer; <c>*</c> for any item of a list.</param>
    public void AllowMachineData(string pointer) =>
        _machineData.Add(pointer.Split('/'));

    internal bool IsMachineData(string pointer)
    {
        var parts = pointer.Split('/');
        return _machineData.Exists(known => known.Length == parts.Length && known.Zip(parts).All(part => part.First == "*"
            ? part.Second.Length > 0 && part.Second.All(char.IsAsciiDigit)
            : string.Equals(part.First, part.Second, StringComparison.OrdinalIgnoreCase)));
    }
}
