# Faults on demand: the text of a rule, which events it applies to, and magic addresses.  No input or output,
# and no clock: times are passed in.
#
# Files here include each other, common/ and server/base/.

server_libserver_a_SOURCES += \
	server/fault/counters.c \
	server/fault/counters.h \
	server/fault/effect.h \
	server/fault/faults.c \
	server/fault/faults.h \
	server/fault/magic.c \
	server/fault/magic.h \
	server/fault/rule.c \
	server/fault/rule.h
