# The connection to a server.
#
# Files here include each other, common/ and tui-client/text/ to tui-client/export/.

tui_client_libclient_a_SOURCES += \
	tui-client/net/link.c \
	tui-client/net/link.h \
	tui-client/net/resolver.c \
	tui-client/net/resolver.h \
	tui-client/net/trust.h \
	tui-client/net/worker.c \
	tui-client/net/worker.h

if OPENSSL
tui_client_libclient_a_SOURCES += tui-client/net/trust.c
else
tui_client_libclient_a_SOURCES += tui-client/net/trust_absent.c
endif
