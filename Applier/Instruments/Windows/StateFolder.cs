using System.Diagnostics.CodeAnalysis;
using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>
/// The Applier's own folder and those of backups, closed to everybody but administrators: ProgramData lets any user make folders,
/// what is staged there is run with all rights, and a backup holds what others may not read.
/// </summary>
[SupportedOSPlatform("windows")]
internal static class StateFolder
{
    // Owner Administrators; full control for SYSTEM and Administrators; nothing inherited from above.
    private const string Closed = "O:BAD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)";

    // Hidden and system ones too; a link is an entry, and what it leads to is none.
    private static readonly EnumerationOptions Everything = new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = false,
        AttributesToSkip = 0,
    };

    private static readonly string[] Trusted = [IAccounts.Administrators, "S-1-5-18"];

    /// <summary>Makes it, or closes it where it is there.</summary>
    /// <exception cref="InstrumentFault">Somebody else than an administrator made it.</exception>
    [SuppressMessage("ApiDesign", "RS0030:Do not use banned APIs", Justification = "Access rights are not in IFileSystem")]
    public static void Close(string path)
    {
        var folder = new DirectoryInfo(path);
        if (folder.Exists)
        {
            RefuseForeign(folder);
            // Until it is closed others may have put things into it, which would stay theirs.
            if (!IsClosed(folder))
            {
                foreach (var entry in folder.EnumerateFileSystemInfos("*", Everything))
                    RefuseForeign(entry);
            }
        }

        var security = new DirectorySecurity();
        security.SetSecurityDescriptorSddlForm(Closed);
        if (folder.Exists)
            folder.SetAccessControl(security);
        else
            folder.Create(security);
    }

    [SuppressMessage("ApiDesign", "RS0030:Do not use banned APIs", Justification = "Access rights are not in IFileSystem")]
    private static bool IsClosed(DirectoryInfo folder) =>
        folder.GetAccessControl(AccessControlSections.Access).GetSecurityDescriptorSddlForm(AccessControlSections.Access)
            == Closed[Closed.IndexOf("D:", StringComparison.Ordinal)..];

    [SuppressMessage("ApiDesign", "RS0030:Do not use banned APIs", Justification = "Access rights are not in IFileSystem")]
    private static void RefuseForeign(FileSystemInfo entry)
    {
        var security = entry is FileInfo file
            ? (FileSystemSecurity)file.GetAccessControl(AccessControlSections.Owner)
            : ((DirectoryInfo)entry).GetAccessControl(AccessControlSections.Owner);
        var owner = security.GetOwner(typeof(SecurityIdentifier));
        using var self = WindowsIdentity.GetCurrent();
        if (owner is not null && !Trusted.Contains(owner.Value) && owner != self.User)
            throw new InstrumentFault(entry.FullName,
                $"it was made by {owner.Value}, who is no administrator: local IT must look at it and remove it");
    }
}
