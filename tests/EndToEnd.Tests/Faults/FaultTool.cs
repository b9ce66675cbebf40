using System.Globalization;
using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd.Faults;

/// <summary>One operation of a program that changes files.</summary>
/// <param name="Number">Its place among all, from 1.</param>
/// <param name="Name"><c>open</c>, <c>write</c>, <c>fsync</c>, <c>truncate</c>, <c>rename</c>, <c>link</c>, <c>mkdir</c>,
/// <c>unlink</c> or <c>rmdir</c>.</param>
/// <param name="Path">The file or folder; for a rename its new name.</param>
internal sealed record Operation(int Number, string Name, string Path)
{
    /// <summary>The errors that such an operation can end with: faults.c has the same list.</summary>
    public IEnumerable<string> Errors => Name switch
    {
        "open" => ["ENOSPC", "EIO", "EACCES", "EMFILE"],
        "write" or "fsync" => ["ENOSPC", "EIO"],
        "truncate" => ["EIO"],
        "unlink" or "rmdir" => ["EIO", "EACCES"],
        _ => ["ENOSPC", "EIO", "EACCES"],
    };

    /// <inheritdoc/>
    public override string ToString() => $"{Number} {Name} {Path}";
}

/// <summary>What happens to a program at one of its operations.</summary>
/// <param name="At">The operation's number.</param>
/// <param name="Does"><c>kill</c>, or the error that it is answered with.</param>
/// <param name="FromThenOn">Whether every later operation is answered so too, as on a disk that is full and stays it.</param>
internal sealed record Fault(int At, string Does, bool FromThenOn = false)
{
    /// <summary>The program is ended (SIGKILL).</summary>
    public const string Kill = "kill";

    /// <summary>Every fault that an operation can meet.</summary>
    public static IEnumerable<Fault> Of(Operation operation) =>
    [
        new(operation.Number, Kill),
        .. operation.Errors.Select(error => new Fault(operation.Number, error)),
        .. operation.Errors.Contains("ENOSPC") ? new[] { new Fault(operation.Number, "ENOSPC", FromThenOn: true) } : [],
    ];

    /// <inheritdoc/>
    public override string ToString() => $"{Does}{(FromThenOn ? " from then on" : "")} at operation {At}";
}

/// <summary>
/// The library that counts a real program's operations and lets one fail, and its pauses pass quickly: faults.c and haste.c,
/// compiled for each class of tests. Linux alone; without a compiler the tests fail.
/// </summary>
public sealed class FaultTool : IAsyncLifetime
{
    private const int SharedBytes = 32;

    // Pauses that a person waits for: the longest is five minutes.
    private const string Haste = "16";

    private readonly string _folder = Directory.CreateTempSubdirectory("patchkit-faults-").FullName;
    private readonly Dictionary<string, Resident> _residents = [];

    private string Library => Path.Combine(_folder, "faults.so");

    public async ValueTask InitializeAsync()
    {
        if (!OperatingSystem.IsLinux())
            return;
        Assert.True(Needed.IsThere("gcc"), "not installed here (see .ci/debian-packages): gcc, libc6-dev");
        var sources = new[] { "faults.c", "haste.c" }
            .Select(name => Repository.Folder("tests", "EndToEnd.Tests", "Faults", name));
        (await Published.Tool("gcc",
            ["-shared", "-fPIC", "-O2", "-std=gnu17", "-Wall", "-Wextra", "-Werror", "-o", Library, .. sources])).Ended(0);
    }

    public ValueTask DisposeAsync()
    {
        foreach (var resident in _residents.Values)
            resident.Dispose();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Runs a program below a folder whose operations count; what it keeps for a while goes there too.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its command line.</param>
    /// <param name="below">The folder.</param>
    /// <param name="fault">What happens to it, or nothing.</param>
    /// <param name="temporary">Where its temporary files go instead: below a folder to which nothing happens.</param>
    internal async Task<(Ran Ran, IReadOnlyList<Operation> Operations)> Run(Built program, IEnumerable<string> arguments,
        string below, Fault? fault, string? temporary = null)
    {
        var (state, log) = (Path.Combine(_folder, Path.GetRandomFileName()), Path.Combine(_folder, Path.GetRandomFileName()));
        await File.WriteAllBytesAsync(state, new byte[SharedBytes], TestContext.Current.CancellationToken);
        List<(string, string)> environment =
        [
            .. Hasty, ("PATCHKIT_FAULT_BELOW", below), ("PATCHKIT_FAULT_STATE", state), ("PATCHKIT_FAULT_LOG", log),
            .. Temporary(temporary ?? below),
        ];
        if (fault is not null)
        {
            environment.Add(("PATCHKIT_FAULT_AT", fault.At.ToString(CultureInfo.InvariantCulture)));
            environment.Add(("PATCHKIT_FAULT_DO", fault.Does));
            if (fault.FromThenOn)
                environment.Add(("PATCHKIT_FAULT_ON", "1"));
        }

        var ran = await program.With([.. environment]).Run(arguments);
        IReadOnlyList<Operation> operations = File.Exists(log) ? [.. File.ReadLines(log).Select(Parse)] : [];
        File.Delete(state);
        File.Delete(log);
        return (ran, operations);
    }

    /// <summary>
    /// Runs a program to which nothing happens: one that stays, except where it reads its passphrase from a descriptor.
    /// </summary>
    internal Task<Ran> Look(Built program, IReadOnlyList<string> line, string below)
    {
        if (line.Contains("--passphrase-fd"))
            return program.With([.. Hasty, .. Temporary(below)]).Run(line);
        if (!_residents.TryGetValue(program.Name, out var resident))
            _residents[program.Name] = resident = new(program.With(Hasty));
        return resident.Run(line, Temporary(below));
    }

    private (string, string)[] Hasty => [("LD_PRELOAD", Library), ("PATCHKIT_FAULT_HASTE", Haste)];

    /// <summary>The environment that keeps temporary files below a folder, where they can be looked for afterwards.</summary>
    internal static (string, string)[] Temporary(string below) =>
        [("TMPDIR", Path.Combine(below, "tmp")), ("DOTNET_EnableDiagnostics", "0")];

    private static Operation Parse(string line)
    {
        var parts = line.Split(' ', 3);
        return new(int.Parse(parts[0].TrimEnd('!'), CultureInfo.InvariantCulture), parts[1], parts[2]);
    }
}
