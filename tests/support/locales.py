# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Locales for the tests: a missing one is compiled in the build folder.

Their definitions are Debian's package locales; without them, or without localedef, a case is
skipped, or fails with REQUIRE_PEERS=1.  The texts of a locale are not known here."""

import os
import shutil
import subprocess
import tempfile

import e2e

FOLDER = os.path.join(e2e.BUILD, "locales")


def is_installed(name):
    """Whether the locale is installed, however "UTF-8" is spelt."""
    def plain(text):
        return text.lower().replace("-", "")
    known = subprocess.run(["locale", "-a"], env=e2e.ENVIRONMENT, capture_output=True, check=False)
    return plain(name) in plain(known.stdout.decode(errors="replace")).split()


def make(language, charset):
    """Two tests may do so at the same time, so it is renamed into place."""
    scratch = tempfile.mkdtemp(dir=FOLDER)
    try:
        name = f"{language}.{charset}"
        done = subprocess.run([e2e.peer("localedef"), "-i", language, "-f", charset,
                               os.path.join(scratch, name)], capture_output=True, check=False)
        if done.returncode != 0:
            lack(f"no locale {name}: {done.stderr.decode(errors='replace').strip()[:200]}")
        try:
            os.rename(os.path.join(scratch, name), os.path.join(FOLDER, name))
        except OSError:
            e2e.truth(os.path.isdir(os.path.join(FOLDER, name)), f"{name} in {FOLDER}")
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def lack(why):
    if os.environ.get("REQUIRE_PEERS"):
        raise AssertionError(why)
    raise e2e.Skip(why)


def env(language, charset="UTF-8"):
    """The environment that selects the locale."""
    name = f"{language}.{charset}"
    if is_installed(name):
        return {"LC_ALL": name}
    if not os.path.isdir(os.path.join(FOLDER, name)):
        os.makedirs(FOLDER, exist_ok=True)
        make(language, charset)
    return {"LC_ALL": name, "LOCPATH": FOLDER}
