using System.Globalization;
using System.IO.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PatchKit.Packager.Commands;
using PatchKit.Packager.Host;
using PatchKit.Shared;
using PatchKit.Tests.Packager.Keys;

namespace PatchKit.Tests.Packager.Commands;

/// <summary>
/// A ceremony in folders: one for each holder's machine, one for the coordinator's. Commands run as they would from the command
/// line; only files that a person would send are copied between the folders.
/// </summary>
public sealed class CeremonyStage : IDisposable
{
    public const string Words = "correct horse battery staple";

    private readonly string _root = System.IO.Directory.CreateTempSubdirectory("ceremony-").FullName;

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 31, 9, 30, 0, TimeSpan.Zero));

    /// <summary>What the last command printed on standard output.</summary>
    public string Printed { get; private set; } = "";

    /// <summary>What it printed on standard error.</summary>
    public string Complained { get; private set; } = "";

    public string Release => At("coordinator", "release");

    public string At(string machine, string file)
    {
        System.IO.Directory.CreateDirectory(Path.Combine(_root, machine));
        return Path.Combine(_root, machine, file);
    }

    /// <summary>Sends a file from one machine to another.</summary>
    public string Send(string from, string file, string to)
    {
        System.IO.File.Copy(At(from, file), At(to, file), overwrite: true);
        return At(to, file);
    }

    /// <summary>Runs <c>packager keys …</c>; whatever is typed comes from <paramref name="typed"/>.</summary>
    internal int Keys(string typed, params string[] arguments)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        var services = new PackagerServices(new FileSystem(), Clock, output, error, Interactive: true);
        var parsed = KeysCommand.Create(services, new ScriptedKeyboard(typed)).Parse(arguments);
        Assert.Empty(parsed.Errors);
        var exitCode = parsed.Invoke();
        (Printed, Complained) = (output.ToString(), error.ToString());
        return exitCode;
    }

    /// <summary>Runs a command that has to succeed.</summary>
    internal void Must(string typed, params string[] arguments) =>
        Assert.True(Keys(typed, arguments) == ExitCodes.Done, $"{string.Join(' ', arguments)}: {Complained}{Printed}");

    /// <summary>A holder makes a rehearsal key on their own machine and sends the public file to the coordinator.</summary>
    internal string MakeKey(string holder)
    {
        Must($"{Words}\n{Words}\n", "create", "--holder", holder, "--out", At(holder, $"{holder}.key"), "--rehearsal");
        return Send(holder, $"{holder}.key.pub", "coordinator");
    }

    /// <summary>Coordinator asks, holders sign, coordinator combines.</summary>
    internal void SignBy(params string[] holders)
    {
        var request = $"request-{Guid.NewGuid():n}.json";
        Must("", "request", Release, "--purpose", "Test", "--out", At("coordinator", request));
        foreach (var holder in holders)
        {
            Send("coordinator", request, holder);
            var signatures = $"{holder}-{request}";
            Must($"sign\n{Words}\n", "sign", At(holder, request), "--key", At(holder, $"{holder}.key"), "--out",
                At(holder, signatures));
            Must("", "combine", Release, Send(holder, signatures, "coordinator"));
        }
    }

    /// <summary>The support desk publishes.</summary>
    internal int Refresh(string holder = "sue")
    {
        // The release travels to the support desk; here it is a path, and the key stays where it is.
        return Keys($"{Words}\n", "refresh", Release, "--key", At(holder, $"{holder}.key"));
    }

    /// <summary>A release of five holders, signed and published.</summary>
    internal void Begin()
    {
        foreach (var holder in new[] { "ann", "ben", "rita", "quinn", "sue" })
            MakeKey(holder);
        Must(
            "",
            "init-root", Release,
            "--root", At("coordinator", "ann.key.pub"), At("coordinator", "ben.key.pub"),
            "--bundles", At("coordinator", "rita.key.pub"), At("coordinator", "quinn.key.pub"),
            "--support", At("coordinator", "sue.key.pub"));
        SignBy("ann", "ben", "rita", "quinn", "sue");
        Assert.Equal(ExitCodes.Done, Refresh());
    }

    public void Dispose() => System.IO.Directory.Delete(_root, recursive: true);
}
