# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
# A scratch machine with a checkout in which tests/source/check_bootstrap runs bootstrap, and checks of
# the outcome.  Stubs replace apt-get, autoreconf, configure, make and the two programs; each
# records its arguments in the file `calls'.  Nothing is installed or built.
#
# The caller sets top_srcdir, and scratch, the folder for machines.

# --- the machine ------------------------------------------------------------------------------------

# The only programs of the real machine.
tools='awk basename cat chmod cp cut dirname env find grep head ln ls mkdir mktemp mv readlink rm sed setsid
    sh sleep sort timeout touch tr'

stub() {
    { printf '#!/bin/sh\necho "%s $*" >>"%s/calls"\n' "$1" "$machine" && cat; } >"$machine/bin/$1"
    chmod +x "$machine/bin/$1"
}

# A machine where everything is installed, with a checkout in $machine/checkout.
new_machine() {
    count=$((count + 1))
    machine=$scratch/$count checkout=$scratch/$count/checkout
    mkdir -p "$machine/bin" "$machine/tmp" "$checkout/m4" "$checkout/po" "$checkout/tests"
    for tool in $tools; do
        ln -s "$(command -v "$tool")" "$machine/bin/$tool"
    done
    cp "$top_srcdir/bootstrap" "$checkout"
    touch "$checkout/configure.ac" "$checkout/m4/smtp.m4" "$checkout/po/xx.gmo"
    : >"$machine/calls"
    echo 0 >"$machine/user"
    echo 'Get:1 http://server.test suite InRelease' >"$machine/update"
    packages=$(sed -n "/^build_packages=/,/^\$/s/^[a-z_]*='\|'\$\|^#.*//gp" "$checkout/bootstrap")
    printf '%s\n' $packages >"$machine/packages"
    for tool in autopoint msgfmt pkg-config automake automake-0.1; do
        stub "$tool" </dev/null
    done
    stub id <<END
cat "$machine/user"
END
    stub dpkg-query <<END
sed 's/^/installed /' "$machine/packages"
END
    stub apt-get <<END
case " \$* " in
*" update "*) . "$machine/update.sh" ;;
*" --print-uris "*) echo "'http://server.test/a.deb' a.deb 123456789 SHA256:0" ;;
*) echo "installing now"; printf '%s\n' "\$@" >>"$machine/packages" ;;
esac
END
    stub debconf-set-selections </dev/null
    echo "cat '$machine/update'" >"$machine/update.sh"
    stub_autoreconf
    stub_make
}

# What configure leaves: config.status knows whether libcheck was there, and where it was made.
stub_autoreconf() {
    stub autoreconf <<'END'
mkdir -p build-aux
cat >configure <<'INNER'
#!/bin/sh
am__api_version='VERSION'
echo "configure in $PWD" >>"$machine/calls"
grep -qx check "$machine/packages" && mark= || mark='#'
mkdir -p po
printf '#!/bin/sh\nsed "s|@HAVE_CHECK_TRUE@|%s|; s|@HAVE_PYTHON_TRUE@||; s|@abs_top_builddir@|%s|"\n' "$mark" "$PWD" >config.status
chmod +x config.status
touch Makefile po/Makefile
INNER
version=$(ls "$machine/bin" | sed -n 's/^automake-//p')
sed "s/VERSION/$version/" configure >configure.new && mv configure.new configure && chmod +x configure
touch configure Makefile.in config.h.in po/Makefile.in.in build-aux/tap-driver.sh
END
}

stub_make() {
    stub make <<'END'
echo "make in $PWD" >>"$machine/calls"
mkdir -p server tui-client tests
printf '#!/bin/sh\ntrap "exit 0" TERM\necho "listening on 127.0.0.1:1"\nwhile sleep 0.1; do :; done\n' >server/smtpd-proto
printf '#!/bin/sh\nexit 0\n' >tui-client/smtp-tui
chmod +x server/smtpd-proto tui-client/smtp-tui
[ ! -e "$machine/programs.sh" ] || . "$machine/programs.sh"
case " $* " in *" check "*) [ ! -e "$machine/check.sh" ] || . "$machine/check.sh" ;; esac
END
}

# Runs bootstrap with the arguments $@ on the scratch machine: its status, output and calls.
bootstrap() {
    : >"$machine/calls"
    "${call:-$checkout/bootstrap}" "$@" >"$machine/output" 2>&1 </dev/null
    status=$?
}

on_machine() {
    (
        PATH=$machine/bin TMPDIR=$machine/tmp
        export PATH TMPDIR machine
        "$@"
        [ -z "$problem" ] || exit 1
    ) >"$scratch/report"
}

# --- its cases --------------------------------------------------------------------------------------

number=0
count=0

# As try(), if the program `script', which lends a terminal, is there.
try_at_terminal() {
    if script=$(command -v script); then
        try "$@"
    else
        number=$((number + 1))
        echo "ok $number - $2 # SKIP script is not installed"
    fi
}

# The case $2, which the function $1 checks.
try() {
    number=$((number + 1))
    new_machine
    if on_machine "$1"; then
        echo "ok $number - $2"
    else
        echo "not ok $number - $2"
        cat "$scratch/report"
        sed 's/^/# said: /' "$machine/output"
        sed 's/^/# call: /' "$machine/calls"
    fi
}

problem=

wrong() {
    echo "# $1"
    problem=yes
}

ends_with() {
    [ "$status" = "$1" ] || wrong "status $status instead of $1"
}

says() {
    grep -qF -e "$1" "$machine/output" || wrong "does not say: $1"
}

lines_said() {
    [ "$(grep -c . "$machine/output")" = "$1" ] || wrong "says more or less than $1 lines"
}

calls() {
    grep -q -e "^$1" "$machine/calls" || wrong "does not call: $1"
}

never_calls() {
    ! grep -q -e "^$1" "$machine/calls" || wrong "calls: $1"
}

leaves_nothing() {
    [ -z "$(ls "$machine/tmp")" ] || wrong "leaves in TMPDIR: $(ls "$machine/tmp")"
}

built() {
    bootstrap check
    ends_with 0
    calls autoreconf
    calls configure
    calls "make .* check"
}

lacks() {
    for package; do
        sed -i "/^$package\$/d" "$machine/packages"
    done
}
