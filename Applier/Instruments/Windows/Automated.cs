using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>An object that is spoken to by name (IDispatch), on a <see cref="ComThread"/>.</summary>
[SupportedOSPlatform("windows")]
internal sealed class Automated(object item) : IDisposable
{
    /// <summary>Makes one by the name of its class.</summary>
    public static Automated Made(string name) => new(
        Activator.CreateInstance(Type.GetTypeFromProgID(name, throwOnError: true)!)!);

    /// <summary>The error number of a fault.</summary>
    public static int Number(Exception fault) => fault is TargetInvocationException { InnerException: { } inner }
        ? inner.HResult
        : fault.HResult;

    /// <summary>Calls a method that gives nothing.</summary>
    public void Do(string method, params object[] arguments) => Invoke(method, BindingFlags.InvokeMethod, arguments);

    /// <summary>Calls a method that gives an object.</summary>
    public Automated Call(string method, params object[] arguments) =>
        new(Invoke(method, BindingFlags.InvokeMethod, arguments) ?? throw new InvalidCastException($"{method} gave nothing"));

    /// <summary>A property.</summary>
    public object? Get(string property, params object[] arguments) => Invoke(property, BindingFlags.GetProperty, arguments);

    /// <inheritdoc/>
    public void Dispose() => Marshal.FinalReleaseComObject(item);

    private object? Invoke(string name, BindingFlags how, object[] arguments) =>
        item.GetType().InvokeMember(name, how, null, item, arguments, CultureInfo.InvariantCulture);
}
