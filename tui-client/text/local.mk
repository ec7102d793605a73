# The width of text, its wrapping and editing. No input or output.
#
# Files here include each other, common/; `_internal.h` is for this folder alone.

tui_client_libclient_a_SOURCES += \
	tui-client/text/area.c \
	tui-client/text/area.h \
	tui-client/text/area_blocks.c \
	tui-client/text/area_edit.c \
	tui-client/text/area_find.c \
	tui-client/text/area_internal.h \
	tui-client/text/area_kill.c \
	tui-client/text/area_motion.c \
	tui-client/text/area_rows.c \
	tui-client/text/area_undo.c \
	tui-client/text/columns.c \
	tui-client/text/columns.h \
	tui-client/text/finder.c \
	tui-client/text/finder.h \
	tui-client/text/folded.c \
	tui-client/text/folded.h \
	tui-client/text/kill_ring.c \
	tui-client/text/kill_ring.h \
	tui-client/text/paste.c \
	tui-client/text/paste.h \
	tui-client/text/scrap.c \
	tui-client/text/scrap.h \
	tui-client/text/search.c \
	tui-client/text/search.h \
	tui-client/text/text_store.c \
	tui-client/text/text_store.h
