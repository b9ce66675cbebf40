using System.IO.Abstractions;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PatchKit.Shared;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Instruments.Rehearsal;

/// <summary>
/// The files behind a rehearsal instrument. Every read is a fresh one, so that a read-back really asks the disk; a power cut at
/// any write leaves the old file or the new one.
/// </summary>
/// <param name="fileSystem">The host's disk.</param>
/// <param name="root">The instrument's folder, full path.</param>
/// <param name="booted">The boot mode that runs.</param>
internal sealed class RehearsalFolder(IFileSystem fileSystem, string root, BootMode booted)
{
    /// <summary>Longest file, in bytes: a person wrote it.</summary>
    private const long LongestFile = 1 << 20;

    /// <summary>The host's disk.</summary>
    public IFileSystem FileSystem => fileSystem;

    /// <summary>The instrument's folder on the host.</summary>
    public string Root => root;

    /// <summary>The boot mode that runs.</summary>
    public BootMode Booted => booted;

    /// <summary>The folder of the running mode, on the host.</summary>
    public string ModeRoot => fileSystem.Path.Combine(root, "modes", booted.Label());

    /// <summary>The host's path of a state file of the running mode.</summary>
    public string StateFile(string name) => fileSystem.Path.Combine(ModeRoot, name);

    /// <summary>Reads a file of the instrument; a refusal names the file and what is wrong in it.</summary>
    public Result<T> TryRead<T>(string file, JsonTypeInfo<T> type)
        where T : notnull
    {
        try
        {
            var info = fileSystem.FileInfo.New(file);
            if (!info.Exists)
                return new Refusal(RefusalCode.InputMissing, file, "the rehearsal instrument lacks this file");
            if (info.Length > LongestFile)
                return new Refusal(RefusalCode.FileLength, file,
                    $"{info.Length} bytes; a rehearsal's file has at most {LongestFile}");
            var value = JsonSerializer.Deserialize(fileSystem.File.ReadAllBytes(file), type);
            return value is null ? new Refusal(RefusalCode.FormatInvalid, file, "the file says null") : value;
        }
        catch (JsonException wrong)
        {
            var line = (wrong.LineNumber ?? 0) + 1;
            return new Refusal(RefusalCode.FormatInvalid, $"{file}:{line}", wrong.Message);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            return new Refusal(RefusalCode.InputMissing, file, wrong.Message);
        }
    }

    /// <summary>Reads a state file of the running mode.</summary>
    /// <exception cref="InstrumentFault">It is absent or malformed.</exception>
    public T Read<T>(string name, JsonTypeInfo<T> type)
        where T : notnull =>
        TryRead(StateFile(name), type).TryGet(out var value, out var refusal)
            ? value
            : throw new InstrumentFault(refusal.Place, refusal.Reason);

    /// <summary>Replaces a state file of the running mode.</summary>
    public void Write<T>(string name, T value, JsonTypeInfo<T> type) =>
        WriteBytes(StateFile(name), [.. JsonSerializer.SerializeToUtf8Bytes(value, type), (byte)'\n']);

    /// <summary>Replaces any file of the instrument.</summary>
    public void WriteBytes(string file, ReadOnlySpan<byte> content) => DurableFile.Write(fileSystem, file, content);

    /// <summary>
    /// Whether the instrument carries out a call, named <c>port.method</c>. False plays a machine that says success and does
    /// nothing: the call stands among the lies of <c>machine.json</c>.
    /// </summary>
    /// <exception cref="InstrumentFault">The call stands among the faults of <c>machine.json</c>: the machine says
    /// no.</exception>
    public bool Obeys(string call, string place)
    {
        var machine = Read(MakeBelieveMachine.FileName, RehearsalJson.Rules.MakeBelieveMachine);
        return machine.Faults.TryGetValue(call, out var reason)
            ? throw new InstrumentFault(place, reason)
            : !machine.Lies.Contains(call, StringComparer.Ordinal);
    }
}
