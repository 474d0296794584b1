// LD_PRELOAD: write(2) to a file of a conversation takes at most 7 bytes at a
// time, and is interrupted now and then, as it may be on any file system.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int is_conversation(int fd) {
  char link[32], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  const ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = '\0';
  return strstr(path, "/data/conversations/") != NULL;
}

ssize_t write(int fd, const void *bytes, size_t count) {
  static ssize_t (*real)(int, const void *, size_t);
  static unsigned calls;
  if (!real) *(void **)&real = dlsym(RTLD_NEXT, "write");
  if (!is_conversation(fd)) return real(fd, bytes, count);
  if (++calls % 5 == 0) {
    errno = EINTR;
    return -1;
  }
  return real(fd, bytes, count < 7 ? count : 7);
}
