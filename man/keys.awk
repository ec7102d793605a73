# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
# Prints the table of keys of smtp-tui(1), as the program shows it in its help:
#     LC_ALL=C awk -f man/catalogue.awk -f man/keys.awk tui-client/terminal/keys.c
#     LC_ALL=C awk -f man/catalogue.awk -f man/keys.awk po/pt_BR.po tui-client/terminal/keys.c
# tests/source/check_manuals compares it with the manuals, and puts it there.

function name_of(text,    name) {
    match(text, /KEYS_[A-Z_0-9]+/)
    name = substr(text, RSTART, RLENGTH)
    rest = substr(text, RSTART + RLENGTH)
    return name
}

# "In" and "Em" are macros.
function heading(title) {
    gsub(/"/, "\\(dq", title)
    return "\\&" title
}

# A character that ends a sentence would not be taken for a word.
function quoted(keys) {
    return "\"" (keys ~ /^[:?]$/ ? "\\&" : "") keys "\""
}

# --- the table ---

# {KEYS_SCOPE, KEYS_ACTION, {keys}, names, text, label}, on one line or two.
/^    \{KEYS_/ { row = "" ; in_row = 1 }
in_row {
    row = row $0
    if ($0 ~ /(NULL|"|"\))\},$/) {
        in_row = 0
        scope = name_of(row)
        keys = string(row)
        rows[scope] = rows[scope] keys "\n" string(rest) "\n"
    }
}

# [KEYS_SCOPE] = {KEYS_PARENT, N_("title")},
/^    \[KEYS_/ { title_of = name_of($0); title = $0; order[++scopes] = title_of }
title_of != "" && /"/ { titles[title_of] = string($0); title_of = "" }

END {
    for (i = 1; i <= scopes; i++) {
        if (rows[order[i]] == "")
            continue
        print ".Ss " heading(translated(titles[order[i]]))
        print ".Bl -tag -width \"Alt-f, Ctrl-Right\" -compact"
        count = split(rows[order[i]], parts, "\n")
        for (j = 1; j + 1 <= count; j += 2) {
            print ".It Ic " quoted(translated(parts[j]))
            print_folded(translated(parts[j + 1]))
        }
        print ".El"
    }
}
