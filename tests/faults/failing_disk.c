/* A disk that fails when told to: put before the C library, it lets writing and syncing of a data
   folder's files fail. The first four bytes of the file in FAILING_DISK say how: 0 for a disk that
   is well, else the error's number; the next four whether only syncing fails. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

static volatile int32_t *told;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("FAILING_DISK");
    int file = path ? open(path, O_RDWR) : -1;
    if (file < 0) return;
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (page != MAP_FAILED) told = page;
}

static int fails(int file, int is_sync) {
    char link[64], path[4096];
    if (!told || !told[0] || (told[1] && !is_sync)) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    if (!strstr(path, ".sqlite") || strstr(path, "-shm")) return 0;
    errno = told[0];
    return 1;
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t pwrite64(int file, const void *data, size_t size, off64_t at) {
    return fails(file, 0) ? -1 : NEXT(pwrite64)(file, data, size, at);
}
ssize_t pwrite(int file, const void *data, size_t size, off_t at) {
    return fails(file, 0) ? -1 : NEXT(pwrite)(file, data, size, at);
}
ssize_t write(int file, const void *data, size_t size) {
    return fails(file, 0) ? -1 : NEXT(write)(file, data, size);
}
int ftruncate64(int file, off64_t size) {
    return fails(file, 0) ? -1 : NEXT(ftruncate64)(file, size);
}
int fsync(int file) { return fails(file, 1) ? -1 : NEXT(fsync)(file); }
int fdatasync(int file) { return fails(file, 1) ? -1 : NEXT(fdatasync)(file); }
