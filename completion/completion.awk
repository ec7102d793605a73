# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
# Makes the completion of a program for a shell out of the program's table of options:
#     LC_ALL=C awk -f completion.awk shell=bash|zsh|fish program=NAME openssl=0|1 [gsasl=0|1] SOURCE...
# The sources are the table (options.c) and those with the words that values may be (local.mk).

# --- reading ---

# The first string in TEXT without its quotes; REST is what follows it.
function string(text,    value) {
    if (!match(text, /"([^"\\]|\\.)*"/)) {
        rest = ""
        return ""
    }
    value = substr(text, RSTART + 1, RLENGTH - 2)
    rest = substr(text, RSTART + RLENGTH)
    gsub(/\\n/, " ", value)
    gsub(/\\"/, "\"", value)
    return value
}

# All strings in TEXT, with BETWEEN between them.
function strings(text, between,    all, first) {
    all = string(text)
    while (match(rest, /"/)) {
        first = string(rest)
        all = all between first
    }
    return all
}

# What the row says after ".NAME = ", up to the next field.
function field(row, name,    start) {
    if (!match(row, "[.]" name " = "))
        return ""
    row = substr(row, RSTART + RLENGTH)
    # A full stop in a string is followed by no name and " = ".
    return match(row, /, *[.][a-z_]+ = |, *AT\(|\}, *$/) ? substr(row, 1, RSTART - 1) : row
}

# Without the default, which --help has.
function short(help) {
    sub(/ \(default.*/, "", help)
    return help
}

function add_option(row,    letter) {
    options++
    names[options] = string(field(row, "name"))
    letter = field(row, "letter")
    letters[options] = letter == "" ? "" : substr(letter, 2, 1)
    values[options] = string(field(row, "value"))
    list_of[options] = field(row, "words")
    types[options] = field(row, "type")
    helps[options] = strings(field(row, "help"), "")
    is_repeatable[options] = helps[options] ~ /repeatable/
    ends[options] = row ~ /[.]settles = true/
}

# What the configuration leaves out.
/^#ifdef HAVE_OPENSSL$/ { left_out = !openssl; next }
/^#ifdef HAVE_GSASL$/ { left_out = !gsasl; next }
/^#else$/ { left_out = !left_out; next }
/^#endif$/ { left_out = 0; next }
left_out { next }

# A list of words, such as `names[] = {...};', by the file and the name; or of rows that have one each.
/^ *static const char \*const [a-z_]+\[[A-Z_]*\] = |^\} [a-z_]+\[[A-Z_]*\] = / {
    list = $0
    sub(/\[.*/, "", list)
    sub(/.*\*const |^\} /, "", list)
    text = ""
}
list != "" {
    text = text $0
    if ($0 ~ /\};/) {
        sub(/^[^=]*= /, "", text)
        lists[file_name() ":" list] = strings(text, " ")
        list = ""
    }
}

# The name of a dialect.
/^    (    )?\.name = "/ { dialects = dialects (dialects == "" ? "" : " ") string($0) }

/^    \{\.name = "/ { row = ""; in_row = 1 }
in_row {
    row = row $0
    if ($0 ~ /\},$/) {
        in_row = 0
        table = file_name()
        add_option(row)
    }
}

function file_name(    name) {
    name = FILENAME
    sub(/.*\//, "", name)
    return name
}

# --- what a value may be ---

# The words that the value of an option may be; empty if it may be anything.
function words(option) {
    if (list_of[option] != "")
        return lists[table ":" list_of[option]]
    if (types[option] == "COMMAND_LINE_DIALECT")
        return dialects
    if (values[option] == "EXTENSION")
        return lists["dialect_policy.c:keywords"]
    return values[option] == "PACE" ? lists["pace.c:names"] : ""
}

function is_file(value) { return value == "FILE" || value == "FILE|-" }
function is_folder(value) { return value == "DIR" }
function is_user(option) { return names[option] == "user" }

# --- bash ---

function print_bash(    i, name) {
    name = program
    gsub(/-/, "_", name)
    printf "_%s()\n{\n", name
    print "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} option="
    print "    COMPREPLY=()"
    print "    # The shell divides words at \"=\" and \":\", and of a value only the first such word is known."
    print "    if [[ $word == +(:) || $before == +(:) ]]; then"
    print "        return"
    print "    elif [[ $word == = ]]; then"
    print "        option=$before word="
    print "    elif [[ $before == = ]]; then"
    print "        option=${COMP_WORDS[COMP_CWORD - 2]}"
    print "    fi"
    print "    [[ -z $option || $option == -* ]] || return"
    print "    : \"${option:=$before}\""
    print "    case $option in"
    for (i = 1; i <= options; i++)
        if (values[i] != "")
            printf "    %s) %s ;;\n", (letters[i] == "" ? "" : "-" letters[i] " | ") "--" names[i], bash_value(i)
    print "    *)"
    print "        if [[ $word == -* ]]; then"
    printf "            mapfile -t COMPREPLY < <(compgen -W '%s' -- \"$word\")\n", bash_options()
    print "            [[ ${COMPREPLY[0]-} != *= ]] || compopt -o nospace 2>/dev/null"
    print "        else"
    printf "            %s\n", takes_file ? bash_files("-f") : bash_generate("-A hostname")
    print "        fi"
    print "        ;;"
    print "    esac"
    printf "}\ncomplete -F _%s %s\n", name, program
}

function bash_generate(what) {
    return "mapfile -t COMPREPLY < <(compgen " what " -- \"$word\")"
}

function bash_files(kind) {
    return "compopt -o filenames 2>/dev/null; " bash_generate(kind)
}

function bash_value(option) {
    if (words(option) != "")
        return bash_generate("-W '" words(option) "'")
    if (is_file(values[option]))
        return bash_files("-f")
    if (is_folder(values[option]))
        return bash_files("-d")
    return is_user(option) ? bash_generate("-u") : ":"
}

function bash_options(    i, all) {
    for (i = 1; i <= options; i++)
        all = all (i == 1 ? "" : " ") "--" names[i] (values[i] == "" ? "" : "=")
    for (i = 1; i <= options; i++)
        all = all (letters[i] == "" ? "" : " -" letters[i])
    return all
}

# --- zsh ---

function print_zsh(    i) {
    printf "#compdef %s\n\n", program
    print "_arguments -s -S \\"
    for (i = 1; i <= options; i++)
        printf "    %s \\\n", zsh_option(i)
    print takes_file ? "    ':users file:_files'" : "    '::server:_hosts'"
}

function zsh_option(option,    spelling, long, rest_of) {
    long = "--" names[option] (values[option] == "" ? "" : "=")
    rest_of = "'[" zsh_text(short(helps[option])) "]" zsh_value(option) "'"
    if (letters[option] == "")
        return (is_repeatable[option] ? "'*'" : "") long rest_of
    spelling = "{-" letters[option] (values[option] == "" ? "" : "+") "," long "}"
    if (ends[option])
        return "'(- *)'" spelling rest_of
    if (is_repeatable[option])
        return "'*'" spelling rest_of
    return "'(-" letters[option] " --" names[option] ")'" spelling rest_of
}

function zsh_text(text) {
    gsub(/\[|\]|:|\\/, "\\\\&", text)
    gsub(/'/, "'\\''", text)
    return text
}

function zsh_value(option,    action) {
    if (values[option] == "")
        return ""
    action = " "
    if (words(option) != "")
        action = "(" words(option) ")"
    else if (is_file(values[option]))
        action = "_files"
    else if (is_folder(values[option]))
        action = "_files -/"
    else if (is_user(option))
        action = "_users"
    return ":" zsh_text(tolower(values[option])) ":" action
}

# --- fish ---

function print_fish(    i) {
    if (!takes_file)
        printf "complete -c %s -f -a '(__fish_print_hostnames)'\n", program
    for (i = 1; i <= options; i++)
        printf "complete -c %s%s -l %s%s -d '%s'\n", program, letters[i] == "" ? "" : " -s " letters[i], names[i],
            fish_value(i), fish_text(short(helps[i]))
}

function fish_text(text) {
    gsub(/[\\']/, "\\\\&", text)
    return text
}

# What HELP says of WORD, as in "WORD: text; OTHER: text" or "WORD (text)".
function description(help, word,    text) {
    if (!match(help, "(^| )" word "(: [^;]*| [(][^)]*)"))
        return ""
    text = substr(help, RSTART, RLENGTH)
    sub(/^ ?[^ ]+ [(]?/, "", text)
    return text
}

# Each word with its own description, if only an empty one: fish would show that of the option.
function fish_words(option,    i, count, list, text, all) {
    count = split(words(option), list, " ")
    for (i = 1; i <= count; i++) {
        text = description(short(helps[option]), list[i])
        gsub(/[\\"$]/, "\\\\&", text)
        all = all (i == 1 ? "" : " ") list[i] "\\t" (text == "" ? "" : "\"" text "\"")
    }
    return fish_text(all)
}

function fish_value(option) {
    if (values[option] == "")
        return ""
    if (words(option) != "")
        return " -x -a '" fish_words(option) "'"
    if (is_file(values[option]))
        return " -r -F"
    if (is_folder(values[option]))
        return " -x -a '(__fish_complete_directories)'"
    return is_user(option) ? " -x -a '(__fish_complete_users)'" : " -x"
}

END {
    takes_file = program == "smtpd-proto"
    # Zsh asks for its mark in the first line.
    if (shell == "zsh")
        print_zsh()
    else {
        printf "# Made from the table of options of %s.\n\n", program
        if (shell == "bash")
            print_bash()
        else
            print_fish()
    }
}
