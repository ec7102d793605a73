# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
# What scripts that print tables for the manuals share: strings of C, and their translations, if a catalogue (FILE.po) is
# among the files.

# The first string in TEXT, with its quotes inside; REST is what follows it.
function string(text,    value) {
    if (!match(text, /"([^"\\]|\\.)*"/)) {
        rest = ""
        return ""
    }
    value = substr(text, RSTART + 1, RLENGTH - 2)
    rest = substr(text, RSTART + RLENGTH)
    gsub(/\\"/, "\"", value)
    return value
}

function translated(text) {
    return text != "" && text in texts ? texts[text] : text
}

# Lines of the source of a manual have at most 80 bytes.
function print_folded(text,    words, count, i, line) {
    count = split(text, words, " ")
    line = words[1]
    for (i = 2; i <= count; i++)
        if (length(line) + 1 + length(words[i]) > 72) {
            print line
            line = words[i]
        } else
            line = line " " words[i]
    print line
}

FILENAME ~ /\.po$/ && /^msgid /  { id = string($0); in_id = 1; text = ""; next }
FILENAME ~ /\.po$/ && /^msgstr / { text = string($0); in_id = 0; if (text != "") texts[id] = text; next }
FILENAME ~ /\.po$/ && /^"/       { if (in_id) id = id string($0); else texts[id] = text = text string($0); next }
FILENAME ~ /\.po$/               { next }
