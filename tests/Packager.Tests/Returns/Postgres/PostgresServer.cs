using CliWrap;
using CliWrap.Buffered;
using Npgsql;

[assembly: AssemblyFixture(typeof(PatchKit.Tests.Packager.Returns.Postgres.PostgresServer))]

namespace PatchKit.Tests.Packager.Returns.Postgres;

/// <summary>
/// Debian's PostgreSQL server, begun for these tests alone, reached by a socket in a folder of its own. Its databases sort text
/// as people do, so that a query which leaves the order to the database is found.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private const string User = "postgres";
    private static readonly string Programs = Directory.Exists("/usr/lib/postgresql")
        ? Path.Combine(Directory.EnumerateDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).Last(), "bin")
        : "";

    private readonly SemaphoreSlim _start = new(1);
    private string? _folder;
    private int _databases;

    /// <summary>What connects to a new, empty database.</summary>
    public async Task<string> NewDatabase()
    {
        var folder = await Folder();
        var name = $"desk{Interlocked.Increment(ref _databases)}";
        await using var connection = new NpgsqlConnection($"Host={folder};Username={User};Database=postgres;Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = $"CREATE DATABASE {name}";
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return $"Host={folder};Username={User};Database={name}";
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _start.Dispose();
        if (_folder is null)
            return;
        await Run(Path.Combine(Programs, "pg_ctl"), "-D", Path.Combine(_folder, "data"), "-m", "immediate", "-w", "stop");
        await Run("rm", "-rf", _folder);
    }

    // When the first test asks for it.
    private async Task<string> Folder()
    {
        await _start.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (_folder is not null)
                return _folder;
            // The server does not run as root, and its own user cannot go below root's folders.
            var parent = Environment.IsPrivilegedProcess ? "/var/lib/postgresql" : Path.GetTempPath();
            var folder = (await Run("mktemp", "-d", "-p", parent, "patchkit-XXXXXX")).Trim();
            var data = Path.Combine(folder, "data");
            await Run(Path.Combine(Programs, "initdb"), "-D", data, "-U", User, "-A", "trust", "-E", "UTF8", "--no-sync",
                "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=it-IT");
            await Run(Path.Combine(Programs, "pg_ctl"), "-D", data, "-w", "-l", Path.Combine(folder, "log"), "-o",
                $"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off", "start");
            return _folder = folder;
        }
        finally
        {
            _start.Release();
        }
    }

    private static async Task<string> Run(string program, params string[] arguments)
    {
        string[] line = Environment.IsPrivilegedProcess
            ? ["runuser", "-u", User, "--", program, .. arguments]
            : [program, .. arguments];
        var ran = await Cli.Wrap(line[0]).WithArguments(line[1..]).WithWorkingDirectory("/").ExecuteBufferedAsync();
        return ran.StandardOutput;
    }
}
