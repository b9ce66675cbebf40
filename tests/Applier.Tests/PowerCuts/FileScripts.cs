using System.IO.Abstractions;
using PatchKit.Applier.Instruments;
using PatchKit.Applier.State;

namespace PatchKit.Tests.Applier.PowerCuts;

/// <summary>Scripts that run in the test, on the disk under test. A script is the host path of the file to which it adds a line.</summary>
internal sealed class FileScripts(IFileSystem files) : IScripts
{
    public bool CanRun(string extension) => extension == ".sh";

    public Task<ScriptRun> Run(ScriptCall call, CancellationToken cancel)
    {
        files.Directory.CreateDirectory(call.State);
        var target = files.File.ReadAllText(call.File);
        var kept = files.Path.Combine(call.State, "kept");
        var isSo = files.File.ReadAllText(target).EndsWith("by the script\n", StringComparison.Ordinal);
        return Task.FromResult(new ScriptRun(call.Verb switch
        {
            "check" => isSo ? 10 : 0,
            "apply" when isSo => 10,
            "apply" => Apply(target, kept),
            _ => Undo(target, kept),
        }, "", ""));
    }

    private int Apply(string target, string kept)
    {
        DurableFile.Copy(files, target, kept);
        DurableFile.Write(files, target, [.. files.File.ReadAllBytes(target), .. "by the script\n"u8]);
        return 0;
    }

    private int Undo(string target, string kept)
    {
        if (!files.File.Exists(kept))
            return 10;
        DurableFile.Copy(files, kept, target);
        return 0;
    }
}

/// <summary>An instrument with other scripts.</summary>
internal sealed class WithScripts(IInstrument inner, IScripts scripts) : IInstrument
{
    public bool IsRehearsal => inner.IsRehearsal;

    public IMachine Machine => inner.Machine;

    public IDrives Drives => inner.Drives;

    public IPlaces Places => inner.Places;

    public IRegistry Registry => inner.Registry;

    public IServices Services => inner.Services;

    public IAccounts Accounts => inner.Accounts;

    public IFirewall Firewall => inner.Firewall;

    public IProducts Products => inner.Products;

    public IInstallers Installers => inner.Installers;

    public IScripts Scripts => scripts;

    public IProcesses Processes => inner.Processes;

    public IListeners Listeners => inner.Listeners;
}
