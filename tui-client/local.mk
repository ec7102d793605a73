# The client.  All of it but main() is a library, so that the unit tests can link it.

if CLIENT
noinst_LIBRARIES += tui-client/libclient.a
bin_PROGRAMS += tui-client/smtp-tui
endif

tui_client_libclient_a_CPPFLAGS = $(AM_CPPFLAGS) $(GSASL_CFLAGS) $(CURSES_CFLAGS) $(READLINE_CFLAGS)
tui_client_libclient_a_SOURCES = \
	tui-client/plain.c \
	tui-client/plain.h \
	tui-client/plain_internal.h \
	tui-client/plain_output.c

include tui-client/text/local.mk
include tui-client/auth/local.mk
include tui-client/dialogue/local.mk
include tui-client/message/local.mk
include tui-client/export/local.mk
include tui-client/net/local.mk
include tui-client/client/local.mk
include tui-client/terminal/local.mk
include tui-client/replay/local.mk
include tui-client/panes/local.mk
include tui-client/app/local.mk

tui_client_smtp_tui_SOURCES = tui-client/main.c
tui_client_smtp_tui_LDFLAGS = $(AM_LDFLAGS) $(STATIC_LDFLAGS)
tui_client_smtp_tui_LDADD = \
	tui-client/libclient.a \
	common/libcommon.a \
	$(READLINE_LIBS) \
	$(CURSES_LIBS) \
	$(UNISTRING_LIBS) \
	$(OPENSSL_LIBS) \
	$(GSASL_LIBS) \
	$(LIBINTL) \
	$(LIBICONV) \
	$(PTHREAD_LIBS)
