# Listeners, connections, and the loop that serves them.
#
# Files here include each other, common/ and server/base/ to server/users/.

server_libserver_a_SOURCES += \
	server/net/activation.c \
	server/net/activation.h \
	server/net/attention.c \
	server/net/clients.c \
	server/net/clients.h \
	server/net/connection.c \
	server/net/connection.h \
	server/net/conversation.c \
	server/net/conversation.h \
	server/net/fate.c \
	server/net/fate.h \
	server/net/goal.c \
	server/net/goal.h \
	server/net/hearing.c \
	server/net/hearing.h \
	server/net/idle.c \
	server/net/idle.h \
	server/net/listener.c \
	server/net/listener.h \
	server/net/login.c \
	server/net/login.h \
	server/net/loop.c \
	server/net/loop.h \
	server/net/polled.h \
	server/net/reception.c \
	server/net/reception.h \
	server/net/seat.h \
	server/net/secure.c \
	server/net/secure.h \
	server/net/sources.c \
	server/net/sources.h \
	server/net/wire.c \
	server/net/wire.h
