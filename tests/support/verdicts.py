# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""A server that judges its clients, and what docs/verdicts.md says of real ones."""

import json
import os

import e2e
from e2e import Server, wait_for

PAGE = os.path.join(e2e.TESTS, "..", "docs", "verdicts.md")


class Judging(Server):
    """Writes verdicts as JSON, unless it is given another FORM."""

    def __init__(self, *options, form="json", **words):
        super().__init__(f"--report={form}", "--report-file=report", *options, **words)

    def report(self):
        with open(os.path.join(self.folder, "report"), "rb") as file:
            return file.read()

    def verdicts(self, count):
        """COUNT verdicts, in the order of their connections."""
        wait_for(lambda: self.report().count(b"\n") >= count, f"{count} verdicts")
        found = [json.loads(line) for line in self.report().splitlines()]
        return sorted(found, key=lambda verdict: verdict["connection"])


def table():
    """What each client of the page gets: a dictionary from dialects to identifiers."""
    with open(PAGE, encoding="utf-8") as page:
        rows = [line.strip("| \n").split(" | ") for line in page if line.startswith("| ")]
    header, *rows = rows
    return {row[0]: dict(zip(header[1:3], row[1:3])) for row in rows}
