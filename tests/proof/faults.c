/* Spoils writes and syncs below one directory, by their place in the order: loaded with LD_PRELOAD.

   A spoiled write leaves half of its bytes behind, as a dying disk does; a spoiled sync syncs
   nothing. SQLite's -shm files are memory and never spoiled. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static char below[4096];
static long first, last;
static int code;
static atomic_long done;

/* Count operations below `directory` from 1 on; those from `from` to `to` end with `error`. */
void faults_arm(const char *directory, long from, long to, int error) {
    done = 0;
    first = from;
    last = to;
    code = error;
    strncpy(below, directory, sizeof below - 1);
}

/* Spoil nothing more; gives how many operations there were. */
long faults_disarm(void) {
    below[0] = 0;
    return done;
}

static int spoiled(int fd) {
    char link[64], path[4096];
    ssize_t length;
    if (!below[0]) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    length = readlink(link, path, sizeof path - 1);
    if (length < 4) return 0;
    path[length] = 0;
    if (strncmp(path, below, strlen(below)) || !strcmp(path + length - 4, "-shm")) return 0;
    long place = ++done;
    return place >= first && place <= last;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define FAIL return errno = code, -1

ssize_t write(int fd, const void *data, size_t size) {
    if (!spoiled(fd)) return REAL(write)(fd, data, size);
    REAL(write)(fd, data, size / 2);
    FAIL;
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
    if (!spoiled(fd)) return REAL(pwrite)(fd, data, size, at);
    REAL(pwrite)(fd, data, size / 2, at);
    FAIL;
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
    if (!spoiled(fd)) return REAL(pwrite64)(fd, data, size, at);
    REAL(pwrite64)(fd, data, size / 2, at);
    FAIL;
}

int ftruncate(int fd, off_t size) {
    if (!spoiled(fd)) return REAL(ftruncate)(fd, size);
    FAIL;
}

int ftruncate64(int fd, off64_t size) {
    if (!spoiled(fd)) return REAL(ftruncate64)(fd, size);
    FAIL;
}

int fsync(int fd) {
    if (!spoiled(fd)) return REAL(fsync)(fd);
    FAIL;
}

int fdatasync(int fd) {
    if (!spoiled(fd)) return REAL(fdatasync)(fd);
    FAIL;
}
