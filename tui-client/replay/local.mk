# The replay of session files: one that is printed, or many with a report.  Processes, files.
#
# Files here include each other, common/ and the folders of tui-client/ up to terminal/.

tui_client_libclient_a_SOURCES += \
	tui-client/replay/crew.c \
	tui-client/replay/crew.h \
	tui-client/replay/outcome.c \
	tui-client/replay/outcome.h \
	tui-client/replay/play.c \
	tui-client/replay/play.h \
	tui-client/replay/play_collect.c \
	tui-client/replay/play_end.c \
	tui-client/replay/play_file.c \
	tui-client/replay/play_internal.h \
	tui-client/replay/play_print.c \
	tui-client/replay/replay.c \
	tui-client/replay/replay.h \
	tui-client/replay/report.c \
	tui-client/replay/report.h \
	tui-client/replay/report_internal.h \
	tui-client/replay/report_junit.c \
	tui-client/replay/report_parts.c \
	tui-client/replay/report_tap.c \
	tui-client/replay/report_text.c \
	tui-client/replay/session_list.c \
	tui-client/replay/session_list.h \
	tui-client/replay/suite.c \
	tui-client/replay/suite.h \
	tui-client/replay/verdict.c \
	tui-client/replay/verdict.h
