namespace PatchKit.Packager.Returns.Vex;

/// <summary>Who says it.</summary>
/// <param name="Name">The vendor's name.</param>
/// <param name="Namespace">An address of the vendor's own, which tells its documents from those of others.</param>
internal sealed record VexPublisher(string Name, string Namespace);
