# What the client says in AUTH, and the password that it says it with.  No input or output.
#
# Files here include each other, common/ and tui-client/text/.

tui_client_libclient_a_SOURCES += \
	tui-client/auth/bearer.h \
	tui-client/auth/decoded.c \
	tui-client/auth/decoded.h \
	tui-client/auth/exchange.h \
	tui-client/auth/password.c \
	tui-client/auth/password.h \
	tui-client/auth/repeated.c \
	tui-client/auth/repeated.h

if GSASL
tui_client_libclient_a_SOURCES += \
	tui-client/auth/bearer.c \
	tui-client/auth/exchange.c
else
tui_client_libclient_a_SOURCES += tui-client/auth/exchange_absent.c
endif
