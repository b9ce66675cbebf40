using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using CliWrap;
using CliWrap.Buffered;
using PatchKit.Applier.Instruments.Windows;

namespace PatchKit.Tests.Applier.Instruments.Headers;

/// <summary>
/// Every call of Windows, as it is compiled into the Applier and the qualification program, held against headers that are not
/// ours (mingw-w64's): how many parameters and how wide, structures with their members' places, constants, the firewall's table
/// of functions; and each function is in the import library of the file that we name. Semantics are not proven by it.
/// </summary>
public sealed class HeaderTests(ITestOutputHelper output) : IDisposable
{
    private const string Compiler = "x86_64-w64-mingw32-g++";
    private const string Names = "x86_64-w64-mingw32-nm";
    private const int MembersOfIDispatch = 7;

    // Parameters and result of a function, as numbers that can be asserted.
    private const string Signature = """
        template<class T> constexpr unsigned wide = sizeof(T);
        template<> constexpr unsigned wide<void> = 0;
        template<class F> struct sig;
        template<class R, class... A> struct sig<R(A...)> {
          static constexpr unsigned count = sizeof...(A), result = wide<R>, sizes[] = {wide<A>..., 0};
        };
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("patchkit-headers-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Type[] Classes { get; } = [.. typeof(ServiceNativeMethods).Assembly.GetTypes()
        .Where(type => type.Namespace == typeof(ServiceNativeMethods).Namespace
            && (type.Name.EndsWith("NativeMethods", StringComparison.Ordinal) || Calls(type).Any())), HeaderNames.Files,
        .. HeaderNames.Qualification];

    [Fact]
    public async Task Every_declaration_is_that_of_the_headers_and_the_import_libraries()
    {
        Needed.Programs(Compiler, Names);
        var calls = Classes.SelectMany(Calls).ToList();
        var lines = calls.Where(call => !HeaderNames.Undeclared.Contains(call.Import.EntryPoint)).Select(Call)
            .Concat(Classes.SelectMany(Structs).SelectMany(Struct)).Concat(Classes.SelectMany(Constants))
            .Concat(Table()).ToList();
        var wrong = await Compile(lines, "-DCINTERFACE") + await Compile([Identity()]);
        Assert.True(wrong.Length == 0, wrong);

        var missing = new List<string>();
        foreach (var library in calls.GroupBy(call => call.Import.Value))
        {
            var file = await Library(Path.GetFileNameWithoutExtension(library.Key));
            missing.AddRange(library.Select(call => call.Import.EntryPoint!).Where(name => !file.Contains($"__imp_{name}\n"))
                .Select(name => $"{library.Key} has no {name}"));
        }

        Assert.Empty(missing);
        output.WriteLine(
            $"{calls.Count} functions, {Classes.SelectMany(Structs).Count()} structures, {lines.Count} assertions' lines");
        Assert.InRange(calls.Count, 50, 200);
    }

    [Theory]
    [InlineData(nameof(Planted.OneTooMany), "GetLogicalDrives")]
    [InlineData(nameof(Planted.TooWide), "GetDriveTypeW")]
    public async Task A_planted_wrong_function_is_found(string planted, string named)
    {
        Needed.Programs(Compiler);
        Assert.Contains(named, await Compile([Call(Calls(typeof(Planted)).Single(call => call.Method.Name == planted))]),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_planted_wrong_structure_is_found()
    {
        Needed.Programs(Compiler);
        Assert.Contains("dwPlatformId",
            await Compile(Struct(typeof(Planted.Version), HeaderNames.Structs[typeof(MachineNativeMethods.VersionInfo)])),
            StringComparison.Ordinal);
    }

    private static IEnumerable<(MethodInfo Method, DllImportAttribute Import)> Calls(Type type) => type
        .GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
        .Select(method => (method, import: method.GetCustomAttribute<DllImportAttribute>()!))
        .Where(call => call.import is not null);

    private static IEnumerable<Type> Structs(Type type) =>
        type.GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic)
            .Where(nested => nested is { IsValueType: true, IsEnum: false }
            && nested.GetCustomAttribute<CompilerGeneratedAttribute>() is null);

    private static string Call((MethodInfo Method, DllImportAttribute Import) call)
    {
        var name = call.Import.EntryPoint!;
        var sizes = call.Method.GetParameters().Select(parameter => Size(parameter.ParameterType)).ToList();
        var text = new StringBuilder(
            $"{Assert(name, "count", sizes.Count)} {Assert(name, "result", Size(call.Method.ReturnType))}");
        for (var i = 0; i < sizes.Count; i++)
            text.Append(' ').Append(Assert(name, $"sizes[{i}]", sizes[i]));
        return text.ToString();

        static string Assert(string name, string what, int value) =>
            $"static_assert(sig<decltype({name})>::{what} == {value}, \"{name}\");";
    }

    private static IEnumerable<string> Struct(Type type) =>
        Struct(type, HeaderNames.Structs.GetValueOrDefault(type) ?? throw new InvalidOperationException($"{type} has no names"));

    private static IEnumerable<string> Struct(Type type, string names)
    {
        var (name, members) = (names.Split(' ')[0], names.Split(' ')[1..]);
        var place = 0;
        foreach (var (field, member) in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .OrderBy(field => field.MetadataToken).Zip(members, (field, member) => (field, member)))
        {
            var align = Alignment(field.FieldType);
            place = (place + align - 1) / align * align;
            yield return $"static_assert(offsetof({name}, {member}) == {place}, \"{name}.{member}\");";
            place += Size(field.FieldType);
        }

        var (whole, all) = (Size(type), Alignment(type));
        if (whole != (place + all - 1) / all * all)
            throw new InvalidOperationException($"{type}: {whole} bytes, and its members end at {place}");
        yield return name == "STORAGE_DEVICE_DESCRIPTOR"
            ? $"static_assert(sizeof({name}) >= {whole}, \"{name}\");"
            : $"static_assert(sizeof({name}) == {whole}, \"{name}\");";
    }

    private static IEnumerable<string> Constants(Type type)
    {
        var names = (HeaderNames.Constants.GetValueOrDefault(type) ?? throw new InvalidOperationException($"{type} has no names"))
            .Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split(' ', 2))
                .ToDictionary(pair => pair[0], pair => pair[1]);
        return type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic).Where(field => field.IsLiteral)
            .Select(field => string.Create(CultureInfo.InvariantCulture,
                $"static_assert(({names[field.Name]}) == {field.GetRawConstantValue()}, \"{type.Name}.{field.Name}\");"));
    }

    // A COM interface is a table of functions in their order, after those of IDispatch.
    private static IEnumerable<string> Table()
    {
        var ours = typeof(IFirewallPolicy);
        foreach (var (method, slot) in ours.GetMethods().OrderBy(method => method.MetadataToken)
            .Select((method, slot) => (method, slot)))
        {
            var name = method.Name.StartsWith("Get", StringComparison.Ordinal) ? $"get_{method.Name[3..]}"
                : method.Name.StartsWith("Put", StringComparison.Ordinal) ? $"put_{method.Name[3..]}" : $"get_{method.Name}";
            var count = 1 + method.GetParameters().Length + (method.ReturnType == typeof(void) ? 0 : 1);
            yield return $"static_assert(offsetof(INetFwPolicy2Vtbl, {name}) == {(MembersOfIDispatch + slot) * nint.Size}, " +
                $"\"{name}\"); " +
                $"static_assert(sig<std::remove_pointer_t<decltype(INetFwPolicy2Vtbl::{name})>>::count == {count}, \"{name}\");";
        }
    }

    private static string Identity()
    {
        var id = typeof(IFirewallPolicy).GUID.ToString("N");
        var bytes = Enumerable.Range(0, 8).Select(i => $"id.Data4[{i}] == 0x{id.Substring(16 + (2 * i), 2)}");
        return "constexpr GUID id = __mingw_uuidof<INetFwPolicy2>(); static_assert(id.Data1 == 0x" + id[..8]
            + " && id.Data2 == 0x" +
            id[8..12] + " && id.Data3 == 0x" + id[12..16] + " && " + string.Join(" && ", bytes) + ", \"INetFwPolicy2\");";
    }

    private async Task<string> Compile(IEnumerable<string> lines, params string[] options)
    {
        var source = Path.Combine(_folder, "headers.cpp");
        await File.WriteAllLinesAsync(source,
            [.. HeaderNames.Headers.Select(header => $"#include <{header}>"), "#include <cstddef>", "#include <type_traits>",
                Signature,
                .. lines], TestContext.Current.CancellationToken);
        var compiled = await Run(Compiler,
            ["-std=c++17", "-fsyntax-only", "-D_WIN32_WINNT=0x0A00", "-Wno-invalid-offsetof",
            .. options, source]);
        return compiled.ExitCode == 0 ? "" : compiled.StandardError;
    }

    private static async Task<string> Library(string name)
    {
        var path = (await Run(Compiler, $"-print-file-name=lib{name}.a")).StandardOutput;
        return (await Run(Names, "--format=just-symbols", path.Trim())).StandardOutput.ReplaceLineEndings("\n");
    }

    private static async Task<BufferedCommandResult> Run(string program, params string[] arguments) => await Cli.Wrap(program)
        .WithArguments(arguments).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();

    // Pointers and references are as wide as the machine; the managed size of what is blittable is its width in C.
    private static int Size(Type type) =>
        type.IsPointer || type.IsByRef || type == typeof(nint) || type == typeof(nuint) ? nint.Size
        : type == typeof(void) ? 0
        : (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(type).Invoke(null, null)!;

    private static int Alignment(Type type) => type.IsPointer || type.IsPrimitive
        ? Size(type)
        : type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Max(field => Alignment(field.FieldType));

    private static class Planted
    {
        [DllImport("kernel32.dll", EntryPoint = "GetLogicalDrives")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
        public static extern uint OneTooMany(uint more);

        [DllImport("kernel32.dll", EntryPoint = "GetDriveTypeW")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
        public static extern ulong TooWide(nint root);

        [StructLayout(LayoutKind.Sequential)]
        public struct Version
        {
            public uint Size;
            public uint Major;
            public uint Minor;
            public ulong Build;
            public uint Platform;
        }
    }
}
