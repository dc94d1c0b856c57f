using System.Reflection;

namespace Passinstance.Wallet.Model;

/// <summary>
/// A text, or a list of texts, of which each is one of Apple's constants. The rules refuse others, and the API's document lists the values.
/// </summary>
/// <param name="type">The class that holds the constants; the document calls their schema by its name.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ConstantsOfAttribute(Type type) : Attribute
{
    /// <summary>The constants, in the order of the class.</summary>
    public string[] Values { get; } = ValuesOf(type);

    internal static string[] ValuesOf(Type type) => [.. type.GetFields(BindingFlags.Public | BindingFlags.Static)
        .Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!)];
}
