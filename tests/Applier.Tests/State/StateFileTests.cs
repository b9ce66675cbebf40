using System.IO.Abstractions;
using System.Text.Json.Serialization;
using PatchKit.Applier.State;
using PatchKit.Shared;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Json;

namespace PatchKit.Tests.Applier.State;

internal sealed record Note(int Number, string Text);

[JsonSerializable(typeof(Note))]
internal sealed partial class NoteJson : JsonSerializerContext;

public sealed class StateFileTests : IDisposable
{
    private readonly FileSystem _files = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("patchkit-state-").FullName;

    private string Place => Path.Combine(_folder, "sub", "note");

    private static readonly JsonFormat<Note> Format = new("a note", NoteJson.Default, StateFile.UsualBytes);

    private StateFile<Note> State => new(_files, Place, Format);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Nothing_written_reads_as_nothing() => Assert.Null(State.Read().Value.Value);

    [Fact]
    public void The_last_of_many_writes_is_read_back()
    {
        for (var number = 1; number <= 5; number++)
        {
            State.Write(new(number, "x"));
            Assert.Equal(new StateReading<Note>(new(number, "x"), number), State.Read().Value);
        }
    }

    [Fact]
    public void A_torn_write_at_any_byte_leaves_the_previous_record()
    {
        State.Write(new(1, "one"));
        State.Write(new(2, "two"));
        State.Write(new(3, "three"));
        var whole = File.ReadAllBytes(Place + ".a");
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(Place + ".a", whole[..length]);
            Assert.Equal(2, State.Read().Value.Value!.Number);
        }
    }

    [Fact]
    public void A_flipped_bit_at_any_byte_leaves_the_other_generation()
    {
        State.Write(new(1, "one"));
        State.Write(new(2, "two"));
        var whole = File.ReadAllBytes(Place + ".b");
        for (var place = 0; place < whole.Length; place++)
        {
            var bytes = whole.ToArray();
            bytes[place] ^= 0x01;
            File.WriteAllBytes(Place + ".b", bytes);
            Assert.Equal(1, State.Read().Value.Value!.Number);
        }
    }

    [Fact]
    public void A_first_write_that_was_cut_off_counts_as_nothing_and_the_next_one_stands()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Place)!);
        File.WriteAllBytes(DurableFile.Neighbour(Place + ".a"), new byte[30]);
        Assert.Null(State.Read().Value.Value);
        State.Write(new(1, "again"));
        Assert.Equal("again", State.Read().Value.Value!.Text);
        Assert.Equal(["note.a"], Directory.GetFiles(Path.GetDirectoryName(Place)!).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    public void One_damaged_generation_without_the_other_is_refused_by_name(string damaged)
    {
        State.Write(new(1, "one"));
        State.Write(new(2, "two"));
        File.WriteAllBytes($"{Place}.{damaged}", new byte[30]);
        File.Delete($"{Place}.{(damaged == "a" ? "b" : "a")}");
        var refusal = Assert.IsType<Refusal>(State.Read().Refusal);
        Assert.Equal(RefusalCode.Inconsistent, refusal.Code);
        Assert.Contains($"generation {damaged} of the state file is damaged", refusal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_damaged_generations_are_refused()
    {
        State.Write(new(1, "one"));
        State.Write(new(2, "two"));
        File.WriteAllBytes(Place + ".a", new byte[30]);
        File.WriteAllBytes(Place + ".b", new byte[30]);
        Assert.Equal(RefusalCode.Inconsistent, State.Read().Refusal!.Code);
    }

    [Fact]
    public void A_deleted_record_is_gone()
    {
        State.Write(new(1, "one"));
        State.Write(new(2, "two"));
        State.Delete();
        Assert.Null(State.Read().Value.Value);
    }
}
