using System.IO.Abstractions;
using PatchKit.Shared;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Instruments.Rehearsal;

/// <summary>
/// The files behind a rehearsal instrument. Every read is a fresh one, so that a read-back really asks the disk; a power cut at
/// any write leaves the old file or the new one.
/// </summary>
/// <param name="fileSystem">The host's disk.</param>
/// <param name="root">The instrument's folder, full path.</param>
/// <param name="booted">The boot mode that runs.</param>
internal sealed class RehearsalFolder(IFileSystem fileSystem, string root, ModeId booted)
{
    /// <summary>The host's disk.</summary>
    public IFileSystem FileSystem => fileSystem;

    /// <summary>The instrument's folder on the host.</summary>
    public string Root => root;

    /// <summary>The folder of the running mode, on the host.</summary>
    public string ModeRoot => fileSystem.Path.Combine(root, "modes", booted.Text);

    /// <summary>The host's path of a state file of the running mode.</summary>
    public string StateFile(string name) => fileSystem.Path.Combine(ModeRoot, name);

    /// <summary>Reads a file of the instrument; a refusal names the file and what is wrong in it.</summary>
    public static Result<T> TryRead<T>(IFileSystem fileSystem, string file, JsonFormat<T> format)
        where T : notnull
    {
        try
        {
            using var stream = fileSystem.File.OpenRead(file);
            var bytes = new byte[Math.Min(stream.Length, format.Longest + 1L)];
            stream.ReadExactly(bytes);
            return format.Read(bytes, file);
        }
        catch (FileNotFoundException)
        {
            return new Refusal(RefusalCode.InputMissing, file, "the rehearsal instrument lacks this file");
        }
        catch (Exception wrong) when (Fault.Is(wrong))
        {
            return new Refusal(RefusalCode.InputMissing, file, wrong.Message);
        }
    }

    /// <summary>Reads a state file of the running mode.</summary>
    /// <exception cref="InstrumentFault">It is absent or malformed.</exception>
    public T Read<T>(string name, JsonFormat<T> format)
        where T : notnull =>
        TryRead(fileSystem, StateFile(name), format).TryGet(out var value, out var refusal)
            ? value
            : throw new InstrumentFault(refusal.Place, refusal.Reason);

    /// <summary>Replaces a state file of the running mode.</summary>
    public void Write<T>(string name, T value, JsonFormat<T> format)
        where T : notnull => WriteBytes(StateFile(name), format.Write(value));

    /// <summary>Replaces any file of the instrument.</summary>
    public void WriteBytes(string file, ReadOnlySpan<byte> content) => DurableFile.Write(fileSystem, file, content);

    /// <summary>
    /// Whether the instrument carries out a call, named <c>port.method</c>. False plays a machine that says success and does
    /// nothing: the call stands among the lies of <c>machine.json</c>, alone or with the place or file that it is about.
    /// </summary>
    /// <exception cref="InstrumentFault">The call stands among the faults of <c>machine.json</c>: the machine says
    /// no.</exception>
    public bool Obeys(string call, string place)
    {
        var machine = Read(MakeBelieveMachine.FileName, RehearsalFormats.Machine);
        return machine.Faults.TryGetValue(call, out var reason)
            ? throw new InstrumentFault(place, reason)
            : !machine.Lies.Intersect([call, $"{call} {place}", $"{call} {fileSystem.Path.GetFileName(place)}"],
                StringComparer.OrdinalIgnoreCase).Any();
    }
}
