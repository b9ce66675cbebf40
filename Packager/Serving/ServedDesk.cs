using PatchKit.Shared;

namespace PatchKit.Packager.Serving;

/// <summary>What a served page shows and takes.</summary>
/// <param name="Page">Makes the page as it is now.</param>
/// <param name="Receive">Takes a file of a name, and says in lines what became of it.</param>
internal sealed record ServedDesk(Func<Result<string>> Page, Func<byte[], string, Result<string>> Receive);
