# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""Small servers and clients, each with one habit of the programs that learners write.

servers.HABITS and clients.HABITS name them, each with one sentence that says what it does wrong.
They are spoken to by the tests, and can be run by hand: python3 tests/support/zoo.
"""
