@echo off
rem Lets jobs run as a standard user: RunAs=administrator becomes RunAs=standard in jobs.cfg.
rem Called with check, apply or undo; ends with 0 done, 10 already so, 20 later; the last line on standard error says why.
setlocal enableextensions disabledelayedexpansion

set "FILE=C:\ProgramData\Example\jobs.cfg"
if defined PATCHKIT_INSTRUMENT_ROOT set "FILE=%PATCHKIT_INSTRUMENT_ROOT%\C\ProgramData\Example\jobs.cfg"
if not defined PATCHKIT_STATE goto nostate
set "KEPT=%PATCHKIT_STATE%\jobs.cfg"

if "%~1"=="check" goto check
if "%~1"=="apply" goto apply
if "%~1"=="undo" goto undo
echo the first argument is check, apply or undo>&2
exit /b 1

:nostate
echo PATCHKIT_STATE is not set>&2
exit /b 1

:check
if not exist "%FILE%" goto nofile
findstr /b /c:"RunAs=standard" "%FILE%" >nul && goto already
echo jobs do not run as a standard user>&2
exit /b 0

:apply
if not exist "%FILE%" goto nofile
findstr /b /c:"RunAs=standard" "%FILE%" >nul && goto already
copy /y "%FILE%" "%KEPT%.new" >nul
if errorlevel 1 goto notkept
move /y "%KEPT%.new" "%KEPT%" >nul
if errorlevel 1 goto notkept
if exist "%FILE%.new" del "%FILE%.new"
for /f "usebackq eol=| delims=" %%L in ("%FILE%") do (
    if "%%L"=="RunAs=administrator" >>"%FILE%.new" echo RunAs=standard
    if not "%%L"=="RunAs=administrator" >>"%FILE%.new" echo %%L
)
move /y "%FILE%.new" "%FILE%" >nul
if errorlevel 1 goto notwritten
echo jobs run as a standard user now>&2
exit /b 0

:undo
if not exist "%KEPT%" goto nothing
copy /y "%KEPT%" "%FILE%.new" >nul
if errorlevel 1 goto notback
move /y "%FILE%.new" "%FILE%" >nul
if errorlevel 1 goto notback
del "%KEPT%"
echo the old jobs.cfg is back>&2
exit /b 0

:already
echo jobs run as a standard user already>&2
exit /b 10

:nothing
echo nothing was kept, so nothing was changed>&2
exit /b 10

:nofile
echo jobs.cfg is missing>&2
exit /b 1

:notkept
echo the old file could not be kept>&2
exit /b 1

:notwritten
echo jobs.cfg could not be written>&2
exit /b 1

:notback
echo the old jobs.cfg could not be put back>&2
exit /b 1
