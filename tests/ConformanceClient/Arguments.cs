namespace PatchKit.Tests.ConformanceClient;

/// <summary>The command line: options, each with a value, then a verb, then the verb's own arguments.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, List<string>> _options = new(StringComparer.Ordinal);

    public Arguments(string[] args)
    {
        var at = 0;
        while (at < args.Length && args[at].StartsWith("--", StringComparison.Ordinal))
        {
            if (at + 1 >= args.Length)
                throw new ArgumentException($"{args[at]} wants a value");
            if (!_options.TryGetValue(args[at], out var values))
                _options[args[at]] = values = [];
            values.Add(args[at + 1]);
            at += 2;
        }

        Verb = at < args.Length ? args[at] : throw new ArgumentException("a verb is missing: init, refresh or download");
        Rest = args[(at + 1)..];
    }

    public string Verb { get; }

    public IReadOnlyList<string> Rest { get; }

    public IReadOnlyList<string> All(string option) =>
        _options.TryGetValue(option, out var values) ? values : throw new ArgumentException($"{option} is missing");

    public string One(string option) =>
        All(option) is [var value] ? value : throw new ArgumentException($"{option} stands there more than once");
}
