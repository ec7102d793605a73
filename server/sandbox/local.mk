# What the server gives up once it has started: privileges, files and system calls that it does not need.
#
# Files here include each other, common/ and server/base/.

server_libserver_a_SOURCES += \
	server/sandbox/denial.c \
	server/sandbox/denial.h \
	server/sandbox/filter.c \
	server/sandbox/filter.h \
	server/sandbox/landlock.c \
	server/sandbox/landlock.h \
	server/sandbox/libraries.c \
	server/sandbox/libraries.h \
	server/sandbox/places.c \
	server/sandbox/places.h \
	server/sandbox/sandbox.c \
	server/sandbox/sandbox.h
