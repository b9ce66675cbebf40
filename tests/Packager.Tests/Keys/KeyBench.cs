using System.IO.Abstractions;
using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using PatchKit.Packager.Keys;

namespace PatchKit.Tests.Packager.Keys;

/// <summary>
/// A temporary folder on the real disk, a clock that stands still, and rehearsal keys, which are cheap to make.
/// </summary>
public sealed class KeyBench : IDisposable
{
    public const string Words = "correct horse battery staple";

    public KeyBench() => Folder = System.IO.Directory.CreateTempSubdirectory("keys-").FullName;

    public string Folder { get; }

    public IFileSystem Files { get; } = new FileSystem();

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 31, 9, 30, 0, TimeSpan.Zero));

    internal KeyFolder Keys => new(Files, Clock, RandomNumberGenerator.Create());

    public string At(string name) => Path.Combine(Folder, name);

    internal static Passphrase Phrase(string words = Words) => Passphrase.From(words).Value;

    internal KeyFile Make(string name, KeyUse use = KeyUse.Rehearsal)
    {
        using var phrase = Phrase();
        return Keys.Make(At(name), $"Holder of {name}", use, phrase).Value;
    }

    public void Dispose() => System.IO.Directory.Delete(Folder, recursive: true);
}

/// <summary>Bytes 0, 1, 2, …: for files that have to be the same each time.</summary>
public sealed class CountingRandomness : RandomNumberGenerator
{
    private byte _next;

    public override void GetBytes(byte[] data) => GetBytes(data.AsSpan());

    public override void GetBytes(Span<byte> data)
    {
        foreach (ref var b in data)
            b = _next++;
    }
}
