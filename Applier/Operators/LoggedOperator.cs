using System.Globalization;
using System.IO.Abstractions;
using PatchKit.Applier.Operators.Printing;
using PatchKit.Shared;

namespace PatchKit.Applier.Operators;

/// <summary>
/// Writes down every event of a session on the instrument's disk, one JSON object a line, for the support desk. Of questions only
/// the name is written: no answer, so no password. A log that cannot be written never stops a session.
/// </summary>
internal sealed class LoggedOperator : IOperator, IDisposable
{
    private readonly IOperator _person;
    private readonly TextWriter _log;
    private readonly JsonPrinter _printer;

    private LoggedOperator(IOperator person, TextWriter log, TimeProvider clock) =>
        (_person, _log, _printer) = (person, log, new(log, clock));

    /// <inheritdoc/>
    public string Language => _person.Language;

    /// <summary>
    /// Begins the log of a session: <c>logs/session-TIME.jsonl</c> in the Applier's own folder; <c>session-TIME_2.jsonl</c> where
    /// another one began in the same second, which may still write to its own.
    /// </summary>
    public static LoggedOperator Begin(IOperator person, IFileSystem files, string stateFolder, TimeProvider clock)
    {
        var name = clock.GetUtcNow().UtcDateTime.ToString("'session-'yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        return new(person, Open(files, files.Path.Combine(stateFolder, "logs"), name), clock);
    }

    /// <inheritdoc/>
    public Objection? Objection => _person.Objection;

    /// <inheritdoc/>
    public Task<TAnswer> Ask<TAnswer>(Question<TAnswer> question, CancellationToken cancel)
    {
        Write(() => _printer.Answered(question.Key, question is RetryQuestion retry ? $"asked ({retry.Code})" : "asked"));
        return _person.Ask(question, cancel);
    }

    /// <inheritdoc/>
    public Refusal? Foresee(Foreseen ahead) => _person.Foresee(ahead);

    /// <inheritdoc/>
    public Task Held(CancellationToken cancel) => _person.Held(cancel);

    /// <inheritdoc/>
    public void Tell(SessionEvent happened)
    {
        Write(() => _printer.Print(happened));
        _person.Tell(happened);
    }

    /// <inheritdoc/>
    public void Dispose() => Write(_log.Dispose);

    private static TextWriter Open(IFileSystem files, string folder, string name)
    {
        try
        {
            files.Directory.CreateDirectory(folder);
            var (path, number) = (files.Path.Combine(folder, $"{name}.jsonl"), 1);
            while (files.File.Exists(path))
                path = files.Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{name}_{++number}.jsonl"));
            return new StreamWriter(files.FileStream.New(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read))
            { AutoFlush = true };
        }
        catch (Exception e) when (Fault.Is(e))
        {
            return TextWriter.Null;
        }
    }

    private static void Write(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (Fault.Is(e) || e is ObjectDisposedException)
        {
            // A full disk is met by the stage that needs room, and said there.
        }
    }
}
