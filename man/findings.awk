# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
# Prints the list of findings of smtpd-proto(8), from the table of the program:
#     LC_ALL=C awk -f man/catalogue.awk -f man/findings.awk server/verdict/finding.c
# tests/source/check_manuals compares it with the manuals, and puts it there.

# The severity in each dialect, or the one in both; KIND and TEXTBOOK are a row's macro and its argument.
function severity_of(kind, textbook,    there, here) {
    here = translated(tolower(textbook))
    if (kind == "ANYWHERE")
        return here
    if (kind == "TEXTBOOK")
        return "prototype: " here
    there = translated(kind == "ERROR_OR" ? "error" : "remark")
    return "rfc5321: " there (textbook == "NONE" ? "" : ", prototype: " here)
}

function print_row(row,    id, what, number, section) {
    id = string(row)
    row = rest
    match(row, /[A-Z]+(_OR)?\([A-Z]+\)/)
    split(substr(row, RSTART, RLENGTH - 1), severity, "(")
    match(row, /RFC\([0-9]+/)
    number = substr(row, RSTART + 4, RLENGTH - 4)
    section = string(row)
    what = translated(string(rest))
    gsub(/"/, "\\(dq", what)
    print ".It Cm " id
    print_folded(what)
    print_folded("(" severity_of(severity[1], severity[2]) "; RFC " number ", " section ")")
}

/^    \[FINDING_/ { row = ""; in_row = 1 }
in_row {
    row = row $0
    if (/"\)\},$/) {
        in_row = 0
        rows[++count] = row
    }
}

END {
    print ".Bl -tag -width \"transaction-unfinished\" -compact"
    for (i = 1; i <= count; i++)
        print_row(rows[i])
    print ".El"
}
