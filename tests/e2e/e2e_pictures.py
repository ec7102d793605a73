#!/usr/bin/env python3
# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""The pictures of README: the script still makes them, and those in docs/ are what it makes.

They are not compared byte by byte, since a change of the screen need not make new ones at once.
"""

import os
import re
import shutil
import tempfile
import xml.etree.ElementTree as ElementTree

import e2e
import pictures
from e2e import Skip, case, equal, truth
from tui import HOST

ROOT = os.path.join(e2e.TESTS, "..")
SVG = "{http://www.w3.org/2000/svg}"

# What each shows at least.
SHOWN = {"screen": ["Will send", "MAIL FROM:<alice@lab.test>", "S 550", "Hello John, see you at noon."],
         "ladder": ["HELO lab.test", "550", "refused", "DELIVERED", "354"]}


def check(path):
    """PATH is well-formed, fetches nothing, shows what it should and nothing of this machine."""
    name = os.path.basename(path)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    root = ElementTree.fromstring(text)
    equal(root.tag, f"{SVG}svg", name)
    equal({node.tag.replace(SVG, "") for node in root.iter()}, {"svg", "title", "rect", "text", "path"}, name)
    truth(not re.search(r"url\(|@import|href|https?://(?!www\.w3\.org/2000/svg)", text), f"{name} fetches something")
    shown = " ".join(node.text for node in root.iter(f"{SVG}text"))
    for part in SHOWN[name.split("-")[0]]:
        truth(part in shown, f"{part!r} is not in {name}: {shown}")
    truth(not re.search(rf"\b{re.escape(HOST)}\b", shown), f"{name} names this machine")
    return shown


@case("the script makes each for light and for dark pages, and always the same ones")
def made():
    folder = tempfile.mkdtemp(prefix="smtp-tui.")
    try:
        names = pictures.make(folder)
        equal(sorted(names), sorted(f"{name}-{theme}.svg" for name in SHOWN for theme in ("light", "dark")))
        shown = [check(os.path.join(folder, name)) for name in names]
        equal(shown[0::2], shown[1::2], "what light and dark ones show")
        for text in shown:
            truth("127.0.0.1:49152" in text and "00:42" in text, text)
            equal(set(re.findall(r"\d+ ms", text)), {"1 ms"}, "times")
    finally:
        shutil.rmtree(folder)


@case("those in docs are well-formed, README shows the screen, and the pages beside it the others")
def kept():
    docs = os.path.join(ROOT, "docs")
    if not os.path.isdir(docs):
        raise Skip("docs is not here")
    names = sorted(name for name in os.listdir(docs) if name.endswith(".svg"))
    shown = set()
    for page in ["README.md", *(f"docs/{name}" for name in os.listdir(docs) if name.endswith(".md"))]:
        with open(os.path.join(ROOT, page), encoding="utf-8") as file:
            found = re.findall(r'(?:src|srcset)="([^"]*)"', file.read())
        shown |= {os.path.normpath(os.path.join(os.path.dirname(page), path)) for path in found}
        if page == "README.md":
            equal(shown, {"docs/screen-dark.svg", "docs/screen-light.svg"}, page)
    equal(sorted(shown), [f"docs/{name}" for name in names], "pictures that are shown")
    for name in names:
        check(os.path.join(docs, name))


if __name__ == "__main__":
    e2e.run()
