using System.Reflection;
using System.Runtime.Versioning;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>Speaks to a COM object on a thread of its own, because such calls can hang.</summary>
[SupportedOSPlatform("windows")]
internal static class ComThread
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>Asks, and waits at most 20 seconds for the answer.</summary>
    /// <param name="place">What is touched, for a fault.</param>
    /// <param name="asked">Who is asked, for a fault.</param>
    /// <param name="ask">The question; it releases what it makes.</param>
    /// <exception cref="InstrumentFault">The object said no, or nothing.</exception>
    public static T Run<T>(string place, string asked, Func<T> ask)
    {
        T? answer = default;
        Exception? fault = null;
        var thread = new Thread(() =>
        {
            try
            {
                answer = ask();
            }
            catch (TargetInvocationException e) when (e.InnerException is { } inner)
            {
                fault = inner;
            }
            catch (Exception e)
            {
                // Whatever a thread throws and nobody catches ends the whole program, in the middle of a plan.
                fault = e;
            }
        })
        { IsBackground = true };
        thread.SetApartmentState(ApartmentState.STA);
        thread.Start();
        if (!thread.Join(Limit))
            throw new InstrumentFault(place, $"{asked} did not answer within {Limit.TotalSeconds:0} seconds");
        return fault is null ? answer! : throw new InstrumentFault(place, $"{fault.Message} (0x{fault.HResult:X8})", fault);
    }
}
