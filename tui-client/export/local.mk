# Conversations as sessions, shell commands, Python and ladders. No input or output.
#
# Files here include each other, common/ and tui-client/text/ to tui-client/message/;
# `_internal.h` is for this folder alone.

tui_client_libclient_a_SOURCES += \
	tui-client/export/export.c \
	tui-client/export/export.h \
	tui-client/export/export_internal.h \
	tui-client/export/export_ladder.c \
	tui-client/export/export_python.c \
	tui-client/export/export_rungs.c \
	tui-client/export/export_session.c \
	tui-client/export/export_shell.c \
	tui-client/export/export_svg.c \
	tui-client/export/ladder_row.c \
	tui-client/export/ladder_row.h \
	tui-client/export/login.c \
	tui-client/export/login.h \
	tui-client/export/transaction.c \
	tui-client/export/transaction.h \
	tui-client/export/writer.c \
	tui-client/export/writer.h
