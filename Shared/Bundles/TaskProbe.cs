using System.Text.Json.Serialization;

namespace PatchKit.Shared.Bundles;

/// <summary>A scheduled task is there (or not), and perhaps enabled or disabled.</summary>
/// <param name="Task">Its path in the task scheduler, for example <c>\Example\Upload results</c>.</param>
public sealed record TaskProbe([property: JsonRequired] string Task) : Probe
{
    /// <summary>False asks that there is no such task.</summary>
    [JsonRequired]
    public bool Exists { get; init; } = true;

    /// <summary>Whether it must be enabled or disabled; null asks for neither.</summary>
    public bool? Enabled { get; init; }

    private protected override string Thing => Task;

    internal override string? Against(Probe other) => other is not TaskProbe task || !Same(task.Task, Task)
        ? null
        : Exists != task.Exists ? $"'{Task}' cannot be there and be absent"
        : Enabled is { } one && task.Enabled is { } two && one != two ? $"'{Task}' cannot be enabled and disabled"
        : null;

    internal override void Check(RuleBook book, string path)
    {
        book.Line(Task, $"{path}.task");
        book.Require(
            Task.StartsWith('\\') && Task.Length is > 1 and <= 260 && Task[1..].Split('\\').All(name => name.Trim().Length > 0),
            $"{path}.task", $@"'{Task}' is not the path of a task; it begins with \ and has no empty part");
        book.Require(Exists || Enabled is null, path, "a task that must be absent is neither enabled nor disabled");
    }
}
