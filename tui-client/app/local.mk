# The full screen, which combines the panes.
#
# Files here include each other, common/ and tui-client/text/ to tui-client/panes/; `_internal.h`
# is for this folder alone.

tui_client_libclient_a_SOURCES += \
	tui-client/app/app.c \
	tui-client/app/app.h \
	tui-client/app/app_actions.c \
	tui-client/app/app_click.c \
	tui-client/app/app_draw.c \
	tui-client/app/app_internal.h \
	tui-client/app/app_panes.c
