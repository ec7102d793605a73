# Who may authenticate, and what client and server say until that is known.
#
# Files here include each other, common/ and server/base/ to server/tls/.

server_libserver_a_SOURCES += \
	server/auth/answers.h \
	server/auth/authority.h \
	server/auth/bearer.h \
	server/auth/decoy.h \
	server/auth/dialog.h \
	server/auth/exchange.h \
	server/auth/messages.h \
	server/auth/passwords.h \
	server/auth/proof.h \
	server/auth/secret.h \
	server/auth/sent.h \
	server/auth/steps.h

if GSASL
server_libserver_a_SOURCES += \
	server/auth/answers.c \
	server/auth/authority.c \
	server/auth/bearer.c \
	server/auth/decoy.c \
	server/auth/dialog.c \
	server/auth/exchange.c \
	server/auth/messages.c \
	server/auth/passwords.c \
	server/auth/passwords_file.c \
	server/auth/proof.c \
	server/auth/secret.c \
	server/auth/sent.c \
	server/auth/steps.c
else
server_libserver_a_SOURCES += server/auth/authority_absent.c
endif
