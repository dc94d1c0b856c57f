using System.Collections.Concurrent;
using System.Reflection;
using System.Text;
using System.Xml.Linq;

namespace Passinstance.ServiceDefaults.OpenApi;

/// <summary>The XML documentation that the compiler writes beside each assembly, as plain text with code in backticks.</summary>
internal static class XmlDocumentation
{
    private static readonly ConcurrentDictionary<Assembly, IReadOnlyDictionary<string, XElement>> Files = new();

    internal static string? Of(Type type) => Text(Find(type.Assembly, $"T:{Name(type)}")?.Element("summary"), type.Assembly);

    internal static string? Of(PropertyInfo property)
    {
        var owner = property.DeclaringType!;
        return Text(Find(owner.Assembly, $"P:{Name(owner)}.{property.Name}")?.Element("summary"), owner.Assembly)
            // A positional record documents its members as parameters of the type.
            ?? Text(
                Find(owner.Assembly, $"T:{Name(owner)}")?.Elements("param")
                    .FirstOrDefault(parameter => parameter.Attribute("name")?.Value == property.Name), owner.Assembly);
    }

    private static string Name(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    private static XElement? Find(Assembly assembly, string member) => Files.GetOrAdd(assembly, Read).GetValueOrDefault(member);

    private static Dictionary<string, XElement> Read(Assembly assembly)
    {
        var file = Path.ChangeExtension(assembly.Location, ".xml");
        return File.Exists(file)
            ? XDocument.Load(file, LoadOptions.PreserveWhitespace).Descendants("member").GroupBy(member => member.Attribute("name")!.Value)
                .ToDictionary(group => group.Key, group => group.First())
            : [];
    }

    private static string? Text(XElement? element, Assembly assembly)
    {
        if (element is null)
            return null;
        var text = new StringBuilder();
        Write(element, text, assembly);
        var plain = string.Join(' ', text.ToString().Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
        return plain.Length == 0 ? null : plain;
    }

    private static void Write(XElement element, StringBuilder text, Assembly assembly)
    {
        foreach (var node in element.Nodes())
        {
            if (node is XText plain)
                text.Append(plain.Value);
            else if (node is XElement { Name.LocalName: "see" or "paramref" } reference)
                text.Append('`').Append(Reference(reference, assembly)).Append('`');
            else if (node is XElement { Name.LocalName: "c" } code)
                text.Append('`').Append(code.Value).Append('`');
            else if (node is XElement other)
                Write(other, text, assembly);
        }
    }

    // Readers of the API see JSON: a reference to a member becomes its JSON name, as far as the naming rule goes, and a reference to a
    // class of constants becomes their values.
    private static string Reference(XElement element, Assembly assembly)
    {
        var target = (element.Attribute("cref") ?? element.Attribute("name") ?? element.Attribute("langword"))?.Value ?? element.Value;
        if (target.StartsWith("T:", StringComparison.Ordinal) &&
            assembly.GetType(target[2..]) is { IsAbstract: true, IsSealed: true } constants)
        {
            var values = constants.GetFields(BindingFlags.Public | BindingFlags.Static)
                .Where(field => field is { IsLiteral: true, FieldType: var type } && type == typeof(string))
                .Select(field => (string)field.GetRawConstantValue()!).ToArray();
            if (values.Length > 0)
                return string.Join("`, `", values);
        }

        var name = target[(target.LastIndexOfAny(['.', ':']) + 1)..];
        return target.StartsWith("P:", StringComparison.Ordinal) ? char.ToLowerInvariant(name[0]) + name[1..] : name;
    }
}
