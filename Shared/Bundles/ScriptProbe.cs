using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Bundles;

/// <summary>
/// A script of the bundle says so: called with <c>check</c>, it ends with 10 for yes and 0 for no; anything else is no answer. It
/// must change nothing. Weaker than every other probe, because it is the author's own word; inspection and receipts say so.
/// </summary>
/// <param name="Scripts">The same script for several hosts, told apart by extension: <c>.cmd</c>, <c>.ps1</c>, <c>.sh</c>. The
/// first that the host can run is used.</param>
public sealed record ScriptProbe([property: JsonRequired] ImmutableArray<MediaPath> Scripts) : Probe
{
    private protected override string Thing => Scripts.IsDefaultOrEmpty ? "script" : Scripts[0].Text;

    internal override void Check(RuleBook book, string path)
    {
    }

    /// <summary>The rules of its files; none may be named where no step is.</summary>
    internal void CheckFiles(RuleBook book, BundleContents? files, string path)
    {
        if (files is null)
            book.Say(path, "no script is run before the instrument is known; allowed in proof and when");
        else
            RunScriptStep.CheckScripts(book, Scripts, files, path);
    }
}
