# The users file: read at startup, and again at SIGHUP.
#
# Files here include each other, common/ and server/base/ to server/log/.

server_libserver_a_SOURCES += \
	server/users/reload.c \
	server/users/reload.h \
	server/users/users_file.c \
	server/users/users_file.h
