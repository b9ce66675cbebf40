/*
 * Counts the operations of a program that change files, and lets one of them fail.
 *
 * Loaded before libc (LD_PRELOAD, ld.so(8)), so that the real program runs against a disk that fills, breaks or refuses. Only
 * files below PATCHKIT_FAULT_BELOW count, so that the runtime's own are left alone. What the program starts is counted with it,
 * as far as it hands its environment on; the Applier's scripts get a clean one.
 *
 *   PATCHKIT_FAULT_BELOW  folders, absolute, separated by colons
 *   PATCHKIT_FAULT_STATE  a file of 32 bytes that all processes share: struct shared, below
 *   PATCHKIT_FAULT_LOG    a file that gets one line an operation: number, name, path
 *   PATCHKIT_FAULT_AT     the operation that fails, from 1
 *   PATCHKIT_FAULT_DO     kill, or the error: ENOSPC, EIO, EACCES, EMFILE
 *   PATCHKIT_FAULT_ON     when set: each later operation that can answer with this error does
 *
 * The program asks libc by name, mostly; .NET's own library calls of "libc" ask dlsym(3), so that is answered here too.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

struct shared {
    atomic_long count;   /* operations so far, of all processes */
    atomic_long program; /* the process that made the first one: the program itself */
    atomic_long dead;    /* 1: the power is off */
    atomic_long failed;  /* operations that were answered with the error */
};

static struct shared *shared;
static const char *below, *log_file;
static long at;
static int fault; /* 0: nothing, -1: kill, else an errno */
static int from_then_on;

static void *(*next_dlsym)(void *, const char *);

/* dlsym is one of ours, so the real one is asked for by its version: before glibc 2.34 it stood in libdl. */
static void *next(const char *name)
{
    if (!next_dlsym) {
        next_dlsym = dlvsym(RTLD_NEXT, "dlsym", "GLIBC_2.34");
        if (!next_dlsym)
            next_dlsym = dlvsym(RTLD_NEXT, "dlsym", "GLIBC_2.2.5");
        if (!next_dlsym)
            next_dlsym = dlvsym(RTLD_NEXT, "dlsym", "GLIBC_2.17");
        if (!next_dlsym)
            abort();
    }
    return next_dlsym(RTLD_NEXT, name);
}

/* System calls, so that nothing of this is counted. */
__attribute__((constructor)) static void begin(void)
{
    const char *state = getenv("PATCHKIT_FAULT_STATE");
    const char *what = getenv("PATCHKIT_FAULT_DO"), *number = getenv("PATCHKIT_FAULT_AT");
    below = getenv("PATCHKIT_FAULT_BELOW");
    log_file = getenv("PATCHKIT_FAULT_LOG");
    at = number ? atol(number) : 0;
    from_then_on = getenv("PATCHKIT_FAULT_ON") != NULL;
    if (!below || !state)
        return;
    if (what)
        fault = !strcmp(what, "kill") ? -1 : !strcmp(what, "ENOSPC") ? ENOSPC : !strcmp(what, "EIO") ? EIO
            : !strcmp(what, "EACCES") ? EACCES : !strcmp(what, "EMFILE") ? EMFILE : 0;
    if (what && !fault)
        abort();
    int file = (int)syscall(SYS_openat, AT_FDCWD, state, O_RDWR | O_CLOEXEC);
    if (file < 0)
        abort();
    void *memory = mmap(NULL, sizeof(struct shared), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    syscall(SYS_close, file);
    if (memory == MAP_FAILED)
        abort();
    shared = memory;
}

static int is_below(const char *path)
{
    for (const char *folder = below; *folder;) {
        size_t length = strcspn(folder, ":");
        if (!strncmp(path, folder, length) && (path[length] == '/' || path[length] == '\0'))
            return 1;
        folder += length + (folder[length] == ':');
    }
    return 0;
}

/* Which file a descriptor is; "" when it has no name. */
static void name_of(int descriptor, char *name)
{
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    long length = syscall(SYS_readlinkat, AT_FDCWD, link, name, PATH_MAX - 1);
    name[length < 0 ? 0 : length] = '\0';
}

static void resolve(int folder, const char *path, char *name)
{
    if (path[0] == '/') {
        snprintf(name, PATH_MAX, "%s", path);
        return;
    }
    char base[PATH_MAX];
    if (folder == AT_FDCWD) {
        if (syscall(SYS_getcwd, base, sizeof base) < 0)
            base[0] = '\0';
    } else {
        name_of(folder, base);
    }
    if (snprintf(name, PATH_MAX, "%s/%s", base, path) >= PATH_MAX)
        name[0] = '\0';
}

static void off(void)
{
    pid_t program = (pid_t)atomic_load(&shared->program);
    if (program != getpid())
        syscall(SYS_kill, program, SIGKILL);
    syscall(SYS_kill, getpid(), SIGKILL);
    for (;;)
        syscall(SYS_pause);
}

/* Whether this kind of operation ever answers so. The manual pages say which. */
static int can(const char *operation)
{
    int writes = !strcmp(operation, "write") || !strcmp(operation, "fsync"), truncates = !strcmp(operation, "truncate");
    int removes = !strcmp(operation, "unlink") || !strcmp(operation, "rmdir");
    switch (fault) {
    case EMFILE: return !strcmp(operation, "open");
    case EACCES: return !writes && !truncates;
    case ENOSPC: return !removes && !truncates;
    default: return 1;
    }
}

/* Counts one operation; 1 when it must fail, with errno set. */
static int fails(const char *operation, const char *path)
{
    if (!shared || !is_below(path))
        return 0;
    if (atomic_load(&shared->dead))
        off();
    long none = 0;
    atomic_compare_exchange_strong(&shared->program, &none, getpid());
    long number = atomic_fetch_add(&shared->count, 1) + 1;
    int hit = fault && at && (number == at || (from_then_on && number > at && can(operation)));
    if (log_file) {
        char line[PATH_MAX + 64];
        int length = snprintf(line, sizeof line, "%ld%s %s %s\n", number, hit ? "!" : "", operation, path);
        int file = (int)syscall(SYS_openat, AT_FDCWD, log_file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
        if (file >= 0) {
            syscall(SYS_write, file, line, length < (int)sizeof line ? length : (int)sizeof line - 1);
            syscall(SYS_close, file);
        }
    }
    if (!hit)
        return 0;
    if (fault < 0) {
        atomic_store(&shared->dead, 1);
        off();
    }
    atomic_fetch_add(&shared->failed, 1);
    errno = fault;
    return 1;
}

static int fails_at(const char *operation, int folder, const char *path)
{
    char name[PATH_MAX];
    if (!shared)
        return 0;
    resolve(folder, path, name);
    return fails(operation, name);
}

static int fails_of(const char *operation, int descriptor)
{
    char name[PATH_MAX];
    if (!shared)
        return 0;
    name_of(descriptor, name);
    return name[0] == '/' && fails(operation, name);
}

/* Opening to read changes nothing. */
static int opens_to_change(int flags)
{
    return (flags & O_ACCMODE) != O_RDONLY || (flags & (O_CREAT | O_TRUNC));
}

#define REAL(type, name, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) \
        real = (type (*)(__VA_ARGS__))next(name)

#define OPEN(name) \
    int name(const char *path, int flags, ...) \
    { \
        va_list more; \
        va_start(more, flags); \
        mode_t mode = va_arg(more, mode_t); \
        va_end(more); \
        REAL(int, #name, const char *, int, ...); \
        return opens_to_change(flags) && fails_at("open", AT_FDCWD, path) ? -1 : real(path, flags, mode); \
    }
#define OPENAT(name) \
    int name(int folder, const char *path, int flags, ...) \
    { \
        va_list more; \
        va_start(more, flags); \
        mode_t mode = va_arg(more, mode_t); \
        va_end(more); \
        REAL(int, #name, int, const char *, int, ...); \
        return opens_to_change(flags) && fails_at("open", folder, path) ? -1 : real(folder, path, flags, mode); \
    }
OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)

#define CREAT(name) \
    int name(const char *path, mode_t mode) \
    { \
        REAL(int, #name, const char *, mode_t); \
        return fails_at("open", AT_FDCWD, path) ? -1 : real(path, mode); \
    }
CREAT(creat)
CREAT(creat64)

/* operation, result, name, parameters with types, their names; the first is the descriptor */
#define OF(operation, result, name, parameters, arguments) \
    result name parameters \
    { \
        static result(*real) parameters; \
        if (!real) \
            real = (result(*) parameters)next(#name); \
        return fails_of(operation, file) ? -1 : real arguments; \
    }
OF("write", ssize_t, write, (int file, const void *bytes, size_t count), (file, bytes, count))
OF("write", ssize_t, pwrite, (int file, const void *bytes, size_t count, off_t where), (file, bytes, count, where))
OF("write", ssize_t, pwrite64, (int file, const void *bytes, size_t count, off64_t where), (file, bytes, count, where))
OF("write", ssize_t, writev, (int file, const struct iovec *parts, int count), (file, parts, count))
OF("write", ssize_t, pwritev, (int file, const struct iovec *parts, int count, off_t where), (file, parts, count, where))
OF("write", ssize_t, pwritev64, (int file, const struct iovec *parts, int count, off64_t where), (file, parts, count, where))
OF("write", ssize_t, sendfile, (int file, int from, off_t *where, size_t count), (file, from, where, count))
OF("write", ssize_t, sendfile64, (int file, int from, off64_t *where, size_t count), (file, from, where, count))
OF("write", int, fallocate, (int file, int mode, off_t where, off_t length), (file, mode, where, length))
OF("write", int, fallocate64, (int file, int mode, off64_t where, off64_t length), (file, mode, where, length))
OF("fsync", int, fsync, (int file), (file))
OF("fsync", int, fdatasync, (int file), (file))
OF("truncate", int, ftruncate, (int file, off_t length), (file, length))
OF("truncate", int, ftruncate64, (int file, off64_t length), (file, length))

ssize_t copy_file_range(int from, off64_t *start, int file, off64_t *where, size_t count, unsigned flags)
{
    REAL(ssize_t, "copy_file_range", int, off64_t *, int, off64_t *, size_t, unsigned);
    return fails_of("write", file) ? -1 : real(from, start, file, where, count, flags);
}

/* posix_fallocate returns its error. */
int posix_fallocate(int file, off_t where, off_t length)
{
    REAL(int, "posix_fallocate", int, off_t, off_t);
    return fails_of("write", file) ? errno : real(file, where, length);
}

/* The same by name; the folder and the path that decide come first in AT. */
#define AT(operation, name, folder, path, parameters, arguments) \
    int name parameters \
    { \
        static int(*real) parameters; \
        if (!real) \
            real = (int(*) parameters)next(#name); \
        return fails_at(operation, folder, path) ? -1 : real arguments; \
    }
AT("rename", rename, AT_FDCWD, to, (const char *from, const char *to), (from, to))
AT("rename", renameat, folder, to, (int old, const char *from, int folder, const char *to), (old, from, folder, to))
AT("rename", renameat2, folder, to, (int old, const char *from, int folder, const char *to, unsigned flags),
    (old, from, folder, to, flags))
AT("link", link, AT_FDCWD, to, (const char *from, const char *to), (from, to))
AT("link", linkat, folder, to, (int old, const char *from, int folder, const char *to, int flags), (old, from, folder, to, flags))
AT("link", symlink, AT_FDCWD, path, (const char *to, const char *path), (to, path))
AT("unlink", unlink, AT_FDCWD, path, (const char *path), (path))
AT("unlink", unlinkat, folder, path, (int folder, const char *path, int flags), (folder, path, flags))
AT("rmdir", rmdir, AT_FDCWD, path, (const char *path), (path))
AT("mkdir", mkdir, AT_FDCWD, path, (const char *path, mode_t mode), (path, mode))
AT("mkdir", mkdirat, folder, path, (int folder, const char *path, mode_t mode), (folder, path, mode))

char *mkdtemp(char *path)
{
    REAL(char *, "mkdtemp", char *);
    return fails_at("mkdir", AT_FDCWD, path) ? NULL : real(path);
}

int mkstemps64(char *path, int suffix)
{
    REAL(int, "mkstemps64", char *, int);
    return fails_at("open", AT_FDCWD, path) ? -1 : real(path, suffix);
}

/* Who asks for one of these in a library by name gets ours. */
void *dlsym(void *library, const char *name)
{
#define OURS(function) {#function, (void *)function}
    static const struct {
        const char *name;
        void *function;
    } ours[] = {
        OURS(open), OURS(open64), OURS(write), OURS(pwrite), OURS(pwrite64), OURS(fsync), OURS(fdatasync), OURS(ftruncate),
        OURS(ftruncate64), OURS(rename), OURS(unlink), OURS(mkdir), OURS(rmdir), OURS(link), OURS(sendfile64),
    };
    if (!next_dlsym)
        next("dlsym");
    if (library != RTLD_NEXT) {
        for (size_t i = 0; i < sizeof ours / sizeof *ours; i++) {
            if (!strcmp(name, ours[i].name))
                return ours[i].function;
        }
    }
    return next_dlsym(library, name);
}
