# Events as lines of JSON, for programs.
#
# Files here include each other, common/ and server/base/ to server/log/.

server_libserver_a_SOURCES += \
	server/events/feed.c \
	server/events/feed.h \
	server/events/feed_line.c \
	server/events/feed_line.h \
	server/events/feed_names.c \
	server/events/feed_names.h \
	server/events/target.c \
	server/events/target.h
