namespace PatchKit.Qualification;

/// <summary>Something that this program makes on the machine.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its name, which begins with <c>pkq-</c> or lies below something that does; for what cannot have such a name
/// what has to be put back.</param>
internal sealed record Thing(ThingKind Kind, string Name)
{
    /// <summary>What every name begins with.</summary>
    public const string Mark = "pkq-";

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {Name}";
}

/// <summary>What it is.</summary>
internal enum ThingKind
{
    /// <summary>A file.</summary>
    File,

    /// <summary>A folder with all that is in it.</summary>
    Folder,

    /// <summary>A service.</summary>
    Service,

    /// <summary>A registry key, below HKLM.</summary>
    Key,

    /// <summary>An account of the machine.</summary>
    Account,

    /// <summary>A product of Windows Installer, by its code.</summary>
    Product,

    /// <summary>A rename at the next start whose source has this path.</summary>
    Rename,

    /// <summary>A virtual disk, by the path of its file.</summary>
    Disk,

    /// <summary>A profile of the firewall that was on or off: <c>public=on</c>.</summary>
    FirewallProfile,
}
