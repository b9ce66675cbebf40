namespace PatchKit.Shared.Bundles;

/// <summary>What installs a file of the payload; the file's extension tells it.</summary>
public enum InstallerKind
{
    /// <summary>Windows Installer, a package: <c>.msi</c>.</summary>
    Package,

    /// <summary>Windows Installer, a patch of installed products: <c>.msp</c>.</summary>
    Patch,

    /// <summary>The Windows Update Standalone Installer, an update of Windows: <c>.msu</c>.</summary>
    Update,

    /// <summary>The file itself, a program: <c>.exe</c>.</summary>
    Program,
}

/// <summary>Tells an <see cref="InstallerKind"/>.</summary>
public static class InstallerKinds
{
    /// <summary>The extensions of installers, in the order of <see cref="InstallerKind"/>.</summary>
    internal static readonly string[] Extensions = [".msi", ".msp", ".msu", ".exe"];

    /// <summary>What installs a file; null where nothing does.</summary>
    /// <param name="file">Its name, or a path.</param>
    public static InstallerKind? Of(string file)
    {
        var kind = Array.FindIndex(Extensions, extension => file.EndsWith(extension, StringComparison.OrdinalIgnoreCase));
        return kind < 0 ? null : (InstallerKind)kind;
    }
}
