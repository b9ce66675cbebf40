namespace PatchKit.Tests.Windows;

/// <summary>Scripts of the test campaigns.</summary>
internal static class Scripts
{
    /// <summary>Makes a file, knows it again, and removes it.</summary>
    public const string MakesItsFile = Begin + """

        :apply
        mkdir C:\Stand-in
        echo done>C:\Stand-in\done.txt
        exit /b 0
        """;

    /// <summary>The same; between the folder and the file it waits for <c>C:\go.txt</c>.</summary>
    public const string TakesItsTime = Begin + """

        :apply
        mkdir C:\Stand-in
        for /l %%i in (1,1,120) do if not exist C:\go.txt ping -n 2 127.0.0.1 >nul
        echo done>C:\Stand-in\done.txt
        exit /b 0
        """;

    // Labels, since Wine's cmd gives an ELSE behind two IFs to the first one.
    private const string Begin = """
        @echo off
        goto %~1

        :check
        if exist C:\Stand-in\done.txt exit /b 10
        exit /b 0

        :undo
        if exist C:\Stand-in rmdir /s /q C:\Stand-in
        exit /b 0
        """;

    /// <summary>Does nothing, so that its proof never holds.</summary>
    public const string Fails = """
        @echo off
        exit /b 0
        """;

    /// <summary>Turns the firewall on by netsh, which Wine lets succeed without doing anything.</summary>
    public const string Netsh = """
        @echo off
        if "%~1"=="check" exit /b 0
        if "%~1"=="undo" exit /b 0
        netsh advfirewall set allprofiles state on
        exit /b 0
        """;

    /// <summary>Makes its file by PowerShell, which Wine lets succeed without doing anything.</summary>
    public const string PowerShell = """
        param($verb)
        if ($verb -eq 'apply') { New-Item -ItemType File -Force -Path C:\Stand-in\done.txt }
        exit 0
        """;
}
