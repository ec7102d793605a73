# The terminal, keys, prompt and loop. No other folder uses curses or Readline.
#
# Files here include each other, common/ and tui-client/text/ to tui-client/client/; `_internal.h`
# is for this folder alone.

tui_client_libclient_a_SOURCES += \
	tui-client/terminal/box.h \
	tui-client/terminal/clicks.c \
	tui-client/terminal/clicks.h \
	tui-client/terminal/editor.c \
	tui-client/terminal/editor.h \
	tui-client/terminal/input.h \
	tui-client/terminal/keys.c \
	tui-client/terminal/keys.h \
	tui-client/terminal/looks.c \
	tui-client/terminal/looks.h \
	tui-client/terminal/loop.c \
	tui-client/terminal/loop.h \
	tui-client/terminal/prompt.c \
	tui-client/terminal/prompt.h \
	tui-client/terminal/prompt_completion.c \
	tui-client/terminal/prompt_find.c \
	tui-client/terminal/prompt_inputrc.c \
	tui-client/terminal/prompt_internal.h \
	tui-client/terminal/prompt_setup.c \
	tui-client/terminal/prompt_wipe.c \
	tui-client/terminal/rescue.c \
	tui-client/terminal/rescue.h \
	tui-client/terminal/screen.c \
	tui-client/terminal/screen.h \
	tui-client/terminal/screen_draw.c \
	tui-client/terminal/screen_frame.c \
	tui-client/terminal/screen_input.c \
	tui-client/terminal/screen_internal.h \
	tui-client/terminal/sequence.c \
	tui-client/terminal/sequence.h \
	tui-client/terminal/sequence_internal.h \
	tui-client/terminal/sequence_keys.c
