#!/bin/bash
# Gradescope runs this once, as root, when it makes the image in which programs are graded.  What was in the zip file is
# in /autograder/source.  The Debian packages come from packaging/make-debs, run on the distribution of that image.
set -e
command -v smtpd-proto || {
    apt-get update
    apt-get install --yes --no-install-recommends python3 \
        /autograder/source/smtpd-proto_*.deb /autograder/source/smtp-workbench-common_*.deb
}
# To grade in Portuguese, make its locale here, and set LC_ALL at the top of run_autograder:
#   apt-get install --yes locales && localedef -i pt_BR -f UTF-8 pt_BR.UTF-8
