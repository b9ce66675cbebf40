#!/bin/sh
# The screens of the running program, and the pictures of README and guides that are drawn from them, made anew.
# Look at what has changed (git diff) before committing it.
set -eu
cd "$(dirname "$0")/.."
dotnet build tests/Applier.Tests -v q
PATCHKIT_APPROVE=1 artifacts/bin/Applier.Tests/debug/Applier.Tests -noColor \
    -class "*WizardTests" -class "*WizardScreenTests" -class "*AsideTests" -class "*ProgressScreenTests" \
    -class "*LargeScreenTests" -class "*PlainTextOperatorTests"
PATCHKIT_APPROVE=1 artifacts/bin/Applier.Tests/debug/Applier.Tests -noColor -class "*PictureTests"
