using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Serialization;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Instruments.Rehearsal;

/// <summary>
/// The make-believe hand: what <c>hands.json</c> says a person does at a manual step, so that a rehearsal without a person can go
/// through it. The step's read-back judges the outcome as it judges a person's.
/// </summary>
internal sealed class RehearsalHand(RehearsalFolder folder, RehearsalServices services, RehearsalRegistry registry,
    IPlaces places)
{
    /// <summary>The file; a mode without it has no hands.</summary>
    public const string FileName = "hands.json";

    /// <summary>The steps, by name, that it knows.</summary>
    public IEnumerable<string> Steps => All().Steps.Keys;

    /// <summary>Does a step; one that it does not know stays undone.</summary>
    public void Do(StepId step)
    {
        if (All().Steps.TryGetValue(step.Text, out var work) && folder.Obeys("hand.do", step.Text))
            Carry(work);
    }

    /// <summary>Takes a step back; one of which it does not know how stays done.</summary>
    public void TakeBack(StepId step)
    {
        if (All().Steps.TryGetValue(step.Text, out var work) && work.TakenBack is { } back
            && folder.Obeys("hand.take-back", step.Text))
            Carry(back);
    }

    private void Carry(HandWork work)
    {
        foreach (var wanted in work.Services)
        {
            var found = services.Entry(wanted.Name)
                ?? throw new InstrumentFault(wanted.Name, "error 1060: there is no such service");
            services.Put(found with
            {
                Account = wanted.Account ?? found.Account,
                PasswordOf = wanted.Account ?? found.PasswordOf,
                Start = wanted.Start ?? found.Start,
                State = wanted.State ?? found.State,
            });
        }

        foreach (var value in work.Registry)
            registry.Put(value.Key, value.Name, value.View, new(value.Type, value.Value));
        foreach (var value in work.AbsentValues)
            registry.Put(value.Key, value.Name, value.View, null);
        foreach (var file in work.Files)
        {
            var target = places.OnHost(file.Target.Text);
            folder.FileSystem.Directory.CreateDirectory(folder.FileSystem.Path.GetDirectoryName(target)!);
            folder.WriteBytes(target, Encoding.UTF8.GetBytes(file.Text));
        }

        foreach (var target in work.AbsentFiles.Select(file => places.OnHost(file.Text)).Where(folder.FileSystem.File.Exists))
            folder.FileSystem.File.Delete(target);
    }

    private MakeBelieveHands All() => folder.FileSystem.File.Exists(folder.StateFile(FileName))
        ? folder.Read(FileName, RehearsalFormats.Hands)
        : new(ImmutableSortedDictionary<string, HandWork>.Empty);
}

/// <summary>The file <c>hands.json</c>: for each step, by name, what a person does.</summary>
internal sealed record MakeBelieveHands(ImmutableSortedDictionary<string, HandWork> Steps);

/// <summary>What a person does at one step, in the words of a stand-in package.</summary>
internal sealed record HandWork
{
    // An absent property arrives as the type's default, not as an initialiser: hence the getters.

    /// <summary>Services that they change.</summary>
    public ImmutableArray<StandInService> Services { get => field.IsDefault ? [] : field; init; }

    /// <summary>Registry values that they set.</summary>
    public ImmutableArray<StandInRegistryValue> Registry { get => field.IsDefault ? [] : field; init; }

    /// <summary>Registry values that they remove.</summary>
    public ImmutableArray<HandValue> AbsentValues { get => field.IsDefault ? [] : field; init; }

    /// <summary>Files that they write.</summary>
    public ImmutableArray<StandInFile> Files { get => field.IsDefault ? [] : field; init; }

    /// <summary>Files that they remove.</summary>
    public ImmutableArray<InstrumentPath> AbsentFiles { get => field.IsDefault ? [] : field; init; }

    /// <summary>What they do when the step is to be taken back; null: nothing.</summary>
    public HandWork? TakenBack { get; init; }
}

/// <summary>A registry value that a person removes.</summary>
internal sealed record HandValue([property: JsonRequired] string Key, [property: JsonRequired] string Name)
{
    /// <summary>Which half of the registry.</summary>
    public RegistryView View { get; init; }
}
