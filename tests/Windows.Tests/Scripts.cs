namespace PatchKit.Tests.Windows;

/// <summary>Scripts of the test campaigns.</summary>
internal static class Scripts
{
    /// <summary>Makes a file, knows it again, and removes it.</summary>
    public const string MakesItsFile = """
        @echo off
        if "%~1"=="check" if exist C:\Stand-in\done.txt (exit /b 10) else (exit /b 0)
        if "%~1"=="undo" if exist C:\Stand-in rmdir /s /q C:\Stand-in
        if "%~1"=="undo" exit /b 0
        mkdir C:\Stand-in
        echo done>C:\Stand-in\done.txt
        exit /b 0
        """;

    /// <summary>The same, and takes its time between.</summary>
    public const string TakesItsTime = """
        @echo off
        if "%~1"=="check" if exist C:\Stand-in\done.txt (exit /b 10) else (exit /b 0)
        if "%~1"=="undo" if exist C:\Stand-in rmdir /s /q C:\Stand-in
        if "%~1"=="undo" exit /b 0
        mkdir C:\Stand-in
        for /l %%i in (1,1,50) do if not exist C:\go.txt ping -n 2 127.0.0.1 >nul
        echo done>C:\Stand-in\done.txt
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
