dnl What configure.ac says in its own words: flags that are used where the compiler has them, and
dnl dependencies that are reported together.

dnl SMTP_COMPILER_FLAG(VARIABLE, FLAG): appends FLAG to VARIABLE if the compiler takes it silently
dnl together with those that are there already (-Werror=format-security is nothing without -Wformat).
AC_DEFUN([SMTP_COMPILER_FLAG],
  [AS_VAR_PUSHDEF([cached], [smtp_cv_cflag_$2])
  AC_CACHE_CHECK([whether the compiler takes $2], [cached],
    [smtp_saved_CFLAGS=$CFLAGS
    CFLAGS="$CFLAGS $$1 -Werror $2"
    AC_COMPILE_IFELSE([AC_LANG_PROGRAM([], [])],
      [AS_VAR_SET([cached], [yes])], [AS_VAR_SET([cached], [no])])
    CFLAGS=$smtp_saved_CFLAGS])
  AS_VAR_IF([cached], [yes], [$1="$$1 $2"])
  AS_VAR_POPDEF([cached])])

dnl SMTP_LINKER_FLAG(VARIABLE, FLAG): the same for the linker.
AC_DEFUN([SMTP_LINKER_FLAG],
  [AS_VAR_PUSHDEF([cached], [smtp_cv_ldflag_$2])
  AC_CACHE_CHECK([whether the linker takes $2], [cached],
    [smtp_saved_CFLAGS=$CFLAGS
    CFLAGS="$CFLAGS -fPIE -Werror"
    smtp_saved_LDFLAGS=$LDFLAGS
    LDFLAGS="$LDFLAGS $2"
    AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])],
      [AS_VAR_SET([cached], [yes])], [AS_VAR_SET([cached], [no])])
    CFLAGS=$smtp_saved_CFLAGS
    LDFLAGS=$smtp_saved_LDFLAGS])
  AS_VAR_IF([cached], [yes], [$1="$$1 $2"])
  AS_VAR_POPDEF([cached])])

dnl SMTP_MISSING(WHAT, DEBIAN_PACKAGE): notes a missing dependency for the one message about them.
AC_DEFUN([SMTP_MISSING],
  [AS_IF([test -n "$SMTP_missing"], [SMTP_missing="$SMTP_missing,"])
  SMTP_missing="$SMTP_missing $1"
  SMTP_packages="$SMTP_packages $2"])

dnl Those of OpenSSF's guide (below) among them.
AC_DEFUN([SMTP_WARNINGS],
  [WARNING_CFLAGS=
  m4_foreach_w([flag], [-std=gnu11 -Wall -Wextra -Wshadow -Wstrict-prototypes
      -Wmissing-prototypes -Wwrite-strings -Wconversion -Wsign-conversion -Wvla
      -Wimplicit-fallthrough -Wformat=2 -Wtrampolines -Wbidi-chars=any -Werror=format-security
      -Werror=implicit -Werror=incompatible-pointer-types -Werror=int-conversion],
    [SMTP_COMPILER_FLAG([WARNING_CFLAGS], flag)])
  AS_IF([test "$enable_werror" = yes], [WARNING_CFLAGS="$WARNING_CFLAGS -Werror"])
  AC_SUBST([WARNING_CFLAGS])])

dnl Both sanitizers, ending the program at the first finding so that no test passes over one.
AC_DEFUN([SMTP_SANITIZERS],
  [SANITIZER_CFLAGS=
  AS_IF([test "$enable_fuzzers" = yes], [enable_sanitizers=yes])
  AS_IF([test "$enable_sanitizers" = yes],
    [SANITIZER_CFLAGS="-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer"
    AC_MSG_CHECKING([whether the sanitizers work])
    smtp_saved_CFLAGS=$CFLAGS
    CFLAGS="$CFLAGS $SANITIZER_CFLAGS"
    AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])], [AC_MSG_RESULT([yes])],
      [AC_MSG_RESULT([no])
      AC_MSG_ERROR([the sanitizers' libraries are missing (Debian packages: libasan and libubsan of gcc, or libclang-rt-dev)])])
    CFLAGS=$smtp_saved_CFLAGS])
  AC_SUBST([SANITIZER_CFLAGS])])

dnl libFuzzer sees which code an input reaches, so all of it is built for that; only fuzz targets have its main().
AC_DEFUN([SMTP_FUZZERS],
  [FUZZER_LIBS=
  AS_IF([test "$enable_fuzzers" = yes],
    [SANITIZER_CFLAGS="$SANITIZER_CFLAGS -fsanitize=fuzzer-no-link"
    FUZZER_LIBS="-fsanitize=fuzzer"
    AC_MSG_CHECKING([whether libFuzzer works])
    smtp_saved_CFLAGS=$CFLAGS
    smtp_saved_LIBS=$LIBS
    CFLAGS="$CFLAGS $SANITIZER_CFLAGS"
    LIBS="$LIBS $FUZZER_LIBS"
    AC_LINK_IFELSE([AC_LANG_SOURCE([[int LLVMFuzzerTestOneInput(const unsigned char *data, unsigned long size)
      { return data == 0 && size > 0; }]])], [AC_MSG_RESULT([yes])],
      [AC_MSG_RESULT([no])
      AC_MSG_ERROR([libFuzzer is missing: configure with CC=clang (Debian packages: clang, libclang-rt-dev)])])
    CFLAGS=$smtp_saved_CFLAGS
    LIBS=$smtp_saved_LIBS
    AC_DEFINE([FUZZERS], [1], [Define to 1 if libFuzzer runs the fuzz targets.])])
  AM_CONDITIONAL([FUZZERS], [test "$enable_fuzzers" = yes])
  AC_SUBST([FUZZER_LIBS])])

dnl Position-independent as all else, unless the objects are not.  pkg-config then names the libraries that libraries
dnl need, too, until SMTP_STATIC_LIBRARIES.
AC_DEFUN([SMTP_STATIC_PROGRAMS],
  [STATIC_LDFLAGS=
  AS_IF([test "$enable_static_programs" = yes && test "$enable_sanitizers" = yes],
    [AC_MSG_ERROR([--enable-static-programs excludes --enable-sanitizers, whose libraries are shared])])
  AS_IF([test "$enable_static_programs" = yes],
    [AS_IF([test "$enable_hardening" = yes],
      [SMTP_LINKER_FLAG([STATIC_LDFLAGS], [-static-pie])],
      [SMTP_LINKER_FLAG([STATIC_LDFLAGS], [-static])])
    AS_IF([test -z "$STATIC_LDFLAGS"],
      [AC_MSG_ERROR([programs cannot be linked statically: the static C library is missing (Debian package: libc6-dev)])])
    smtp_saved_PKG_CONFIG=$PKG_CONFIG
    AS_IF([test -n "$PKG_CONFIG"], [PKG_CONFIG="$PKG_CONFIG --static"])])
  AC_SUBST([STATIC_LDFLAGS])])

dnl Whether all that programs are linked with is there as a static library.
AC_DEFUN([SMTP_STATIC_LIBRARIES],
  [AS_IF([test "$enable_static_programs" = yes],
    [AC_MSG_CHECKING([for static libraries])
    smtp_saved_LIBS=$LIBS
    smtp_saved_LDFLAGS=$LDFLAGS
    LIBS="$CURSES_LIBS $READLINE_LIBS $OPENSSL_LIBS $GSASL_LIBS $JANSSON_LIBS $SECCOMP_LIBS $UNISTRING_LIBS $LIBS"
    LDFLAGS="$LDFLAGS $STATIC_LDFLAGS"
    AC_LINK_IFELSE([AC_LANG_PROGRAM], [AC_MSG_RESULT([yes])],
      [AC_MSG_RESULT([no])
      AC_MSG_ERROR([programs cannot be linked statically: one of these is missing as a static library: $LIBS
(config.log says which; Debian packages for those of OpenSSL: libzstd-dev zlib1g-dev)])])
    LIBS=$smtp_saved_LIBS
    LDFLAGS=$smtp_saved_LDFLAGS
    PKG_CONFIG=$smtp_saved_PKG_CONFIG])])

dnl What Linux has and POSIX does not ask of a system; each is used in one file, which does without where it is
dnl missing.  FALLBACKS, of a unit test, makes all of them missing.
AC_DEFUN([SMTP_SYSTEM_CALLS],
  [AC_CHECK_FUNCS([accept4 eventfd getrandom pipe2 posix_fallocate ppoll signalfd])
  AC_CHECK_DECLS([F_OFD_SETLK, O_TMPFILE], [], [], [[#include <fcntl.h>]])
  AC_CHECK_DECLS([SOCK_CLOEXEC, SOCK_NONBLOCK], [], [], [[#include <sys/socket.h>]])
  AH_BOTTOM([#ifdef FALLBACKS
# /* whatever was found */ undef HAVE_ACCEPT4
# /* whatever was found */ undef HAVE_DECL_F_OFD_SETLK
# /* whatever was found */ undef HAVE_DECL_O_TMPFILE
# /* whatever was found */ undef HAVE_DECL_SOCK_CLOEXEC
# /* whatever was found */ undef HAVE_DECL_SOCK_NONBLOCK
# /* whatever was found */ undef HAVE_EVENTFD
# /* whatever was found */ undef HAVE_GETRANDOM
# /* whatever was found */ undef HAVE_PIPE2
# /* whatever was found */ undef HAVE_POSIX_FALLOCATE
# /* whatever was found */ undef HAVE_PPOLL
# /* whatever was found */ undef HAVE_SIGNALFD
#endif])])

dnl The flags of OpenSSF's "Compiler Options Hardening Guide for C and C++".  _FORTIFY_SOURCE needs an
dnl optimising compiler and bears no sanitizer, so config.h decides on it per compilation.  There config.status
dnl would turn an #undef into a comment, but for a word between the two.
AC_DEFUN([SMTP_HARDENING],
  [HARDENING_CFLAGS=
  HARDENING_LDFLAGS=
  AS_IF([test "$enable_hardening" = yes],
    [m4_foreach_w([flag], [-fstack-protector-strong -fstack-clash-protection -fcf-protection=full
        -mbranch-protection=standard -fPIE -fno-delete-null-pointer-checks -fno-strict-overflow
        -fno-strict-aliasing -fexceptions -ftrivial-auto-var-init=zero -fzero-init-padding-bits=all
        -fstrict-flex-arrays=3],
      [SMTP_COMPILER_FLAG([HARDENING_CFLAGS], flag)])
    m4_foreach([flag], [[-pie], [[-Wl,-z,relro]], [[-Wl,-z,now]], [[-Wl,-z,noexecstack]],
        [[-Wl,-z,nodlopen]], [[-Wl,--as-needed]], [[-Wl,--no-copy-dt-needed-entries]]],
      [SMTP_LINKER_FLAG([HARDENING_LDFLAGS], flag)])
    AS_IF([test "$enable_sanitizers" != yes],
      [AC_DEFINE([FORTIFY], [1], [Define to 1 to have the C library check sizes at run time.])])])
  AH_BOTTOM([#if defined FORTIFY && defined __OPTIMIZE__
# /* whatever the compiler was told */ undef _FORTIFY_SOURCE
# define _FORTIFY_SOURCE 3
#endif])
  AC_SUBST([HARDENING_CFLAGS])
  AC_SUBST([HARDENING_LDFLAGS])])
