using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json.Serialization;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Bundles;

/// <summary>
/// The smallest change that is proven and reversible. A closed set, one file a kind with its members and rules; the list below
/// names them all. An unknown kind is refused by the reader.
/// </summary>
/// <param name="Id">Unique in its plan; stands in journal and receipt.</param>
/// <param name="Title">What it does, for the operator.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(RunInstallerStep), "run-installer")]
[JsonDerivedType(typeof(UninstallStep), "uninstall")]
[JsonDerivedType(typeof(RunScriptStep), "run-script")]
[JsonDerivedType(typeof(ReplaceFileStep), "replace-file")]
[JsonDerivedType(typeof(DeleteFileStep), "delete-file")]
[JsonDerivedType(typeof(EditConfigStep), "edit-config")]
[JsonDerivedType(typeof(SetServiceStep), "set-service")]
[JsonDerivedType(typeof(SetAccountStep), "set-account")]
[JsonDerivedType(typeof(EnableFirewallStep), "enable-firewall")]
[JsonDerivedType(typeof(SetRegistryValueStep), "set-registry-value")]
[JsonDerivedType(typeof(DeleteRegistryValueStep), "delete-registry-value")]
[JsonDerivedType(typeof(AskOperatorStep), "ask-operator")]
public abstract record Step([property: JsonRequired] StepId Id, [property: JsonRequired] LocalizedText Title)
{
    private static readonly FrozenDictionary<Type, string> Kinds = typeof(Step).GetCustomAttributes<JsonDerivedTypeAttribute>()
        .ToFrozenDictionary(kind => kind.DerivedType, kind => (string)kind.TypeDiscriminator!);

    /// <summary>
    /// What must be true afterwards, asked of the instrument by another way than the change. Required for the kinds whose effect
    /// the kit cannot know (installer, script, operator); for the others it adds to their own read-back.
    /// </summary>
    [JsonRequired]
    public ImmutableArray<Probe> Proof { get; init; } = [];

    /// <summary>
    /// When it is needed: all must hold when its turn comes, else it is told as "not needed here" and left alone. Empty: always.
    /// </summary>
    [JsonRequired]
    public ImmutableArray<Probe> When { get; init; } = [];

    /// <summary>The kind as it is written in a manifest.</summary>
    [JsonIgnore]
    public string Kind => Kinds[GetType()];

    /// <summary>
    /// Whether an instrument may be in the new state before the step. Unless the author says so, a rehearsal in which it is
    /// fails: a proof that holds on an untouched instrument proves nothing.
    /// </summary>
    [JsonRequired]
    public bool MayAlreadyBe { get; init; }

    /// <summary>Full paths of the files on the instrument that the step itself puts in place or says it changes.</summary>
    [JsonIgnore]
    public ImmutableArray<InstrumentPath> ChangedFiles => [.. Files];

    /// <summary>What it does, as the question that its own read-back asks; null where the kit cannot know.</summary>
    internal virtual Probe? Effect(BundleContents files) => null;

    /// <summary>Whether the kit cannot know all that it changes.</summary>
    [JsonIgnore]
    public bool MayChangeAnything => IsBlind || this is InstallerStep;

    /// <summary>Whether its effect is unknown to the kit, so that only a proof can tell it.</summary>
    private protected virtual bool IsBlind => false;

    /// <summary>See <see cref="ChangedFiles"/>.</summary>
    private protected virtual IEnumerable<InstrumentPath> Files => [];

    /// <summary>What it sets besides files, by a name that is the same in every step that sets it; null when nothing.</summary>
    private protected virtual string? Sets => null;

    /// <summary>
    /// Whether this step sets anew what an earlier one of the plan has set: then the earlier one's state is not that of the end.
    /// </summary>
    public bool FollowsUp(Step earlier) =>
        (Sets is not null && string.Equals(Sets, earlier.Sets, StringComparison.OrdinalIgnoreCase))
        || (this, earlier) switch
        {
            (EditConfigStep now, EditConfigStep then) => now.EditsAnew(then),
            _ => Files.Any(file => earlier.Files.Any(other => file.CollisionKey == other.CollisionKey)),
        };

    /// <summary>The rules of every step, then those of its kind.</summary>
    /// <param name="book">Takes the faults.</param>
    /// <param name="files">The bundle's files.</param>
    /// <param name="path">Where the step stands in the manifest.</param>
    internal void CheckAll(RuleBook book, BundleContents files, string path)
    {
        book.Text(Title, $"{path}.title");
        Probe.CheckAll(book, Proof, $"{path}.proof", files);
        Probe.CheckAll(book, When, $"{path}.when", files);
        book.Require(
            !IsBlind || Proof.Length > 0, $"{path}.proof",
            $"a {Kind} step needs a proof: the kit cannot know what it changes, and an exit code or an answer is not evidence");
        Check(book, files, path);
    }

    /// <summary>The rules of its kind.</summary>
    internal abstract void Check(RuleBook book, BundleContents files, string path);

    /// <summary>The rules of its kind that only the mode decides, for which it is planned.</summary>
    internal virtual void CheckIn(RuleBook book, ModeTarget mode, string path)
    {
    }
}
