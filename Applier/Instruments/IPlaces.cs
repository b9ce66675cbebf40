namespace PatchKit.Applier.Instruments;

/// <summary>Where things are on the host.</summary>
internal interface IPlaces
{
    /// <summary>
    /// The host's path of a path that a campaign names, for example <c>C:\ProgramData\X</c>. On Windows the same.
    /// </summary>
    /// <exception cref="InstrumentFault">The path has no drive letter, climbs out, or the instrument has no such
    /// drive.</exception>
    string OnHost(string instrumentPath);

    /// <summary>The Applier's own folder on this boot mode's disk (<c>C:\ProgramData\PatchKit</c>), as a host path.</summary>
    string State { get; }

    /// <summary>Makes a folder that only administrators can read, or closes the one that is there.</summary>
    /// <param name="folder">A host path.</param>
    /// <returns>False when the disk keeps no rights, so that anybody at the machine can read it.</returns>
    /// <exception cref="InstrumentFault">Somebody else than an administrator made it.</exception>
    bool Close(string folder);
}
