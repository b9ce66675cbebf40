using System.Xml;
using System.Xml.Linq;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>What a package of an update of Windows says of itself in its manifest, update.mum.</summary>
/// <param name="Identity">Its name as DISM takes it: name, key, architecture, language and version, joined by <c>~</c>.</param>
/// <param name="IsPermanent">Whether Windows will never remove it again, as it never removes a servicing stack.</param>
internal sealed record UpdateManifest(string Identity, bool IsPermanent)
{
    /// <summary>Reads one; null where it is none.</summary>
    public static UpdateManifest? Read(Stream content)
    {
        try
        {
            using var reader = XmlReader.Create(content,
                new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            var root = XDocument.Load(reader).Root!;
            var identity = Child(root, "assemblyIdentity");
            string[] names = ["name", "publicKeyToken", "processorArchitecture", "language", "version"];
            var parts = names.Select(name => (string?)identity?.Attribute(name)).ToArray();
            if (parts.Any(part => part is null || part.Contains('"', StringComparison.Ordinal)))
                return null;
            if (string.Equals(parts[3], "neutral", StringComparison.OrdinalIgnoreCase))
                parts[3] = "";
            var permanence = (string?)Child(root, "package")?.Attribute("permanence");
            return new(string.Join('~', parts), string.Equals(permanence, "permanent", StringComparison.OrdinalIgnoreCase));
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static XElement? Child(XElement element, string name) =>
        element.Elements().FirstOrDefault(child => child.Name.LocalName == name);
}
