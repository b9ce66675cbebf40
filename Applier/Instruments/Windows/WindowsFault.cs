using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>Makes faults of Windows' error numbers: Windows' own sentence, and the number for the telephone.</summary>
internal static class WindowsFault
{
    /// <summary>The fault of a call that has just failed and kept its number in the thread's last error.</summary>
    public static InstrumentFault OfLastCall(string place, string call) => Of(place, call, Marshal.GetLastPInvokeError());

    /// <summary>The fault of an error number.</summary>
    public static InstrumentFault Of(string place, string call, int error)
    {
        var inner = new Win32Exception(error);
        return new(place, string.Create(CultureInfo.InvariantCulture, $"{call}: {inner.Message} (error {error})"), inner);
    }

    /// <summary>Two ways of asking Windows give two answers: nothing can be proven.</summary>
    public static InstrumentFault Disagreement(string place, string left, string right) =>
        new(place, $"read-back disagrees: {left}, but {right}");
}
