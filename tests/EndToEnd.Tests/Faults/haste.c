/*
 * Lets a program's pauses pass quickly: its monotonic clock runs PATCHKIT_FAULT_HASTE times as fast, and a wait until a moment of
 * that clock ends so much earlier. What a person waits for half a minute a sweep of thousands of runs cannot. The time of day is
 * left alone.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define SECOND 1000000000LL
/* A moment of the monotonic clock counts from the machine's start, one of the time of day from 1970. */
#define LONGEST_UPTIME (1000000000LL * SECOND / 2)

static long long rate = 1, start;

static long long now(clockid_t clock)
{
    struct timespec time;
    syscall(SYS_clock_gettime, clock, &time);
    return time.tv_sec * SECOND + time.tv_nsec;
}

__attribute__((constructor)) static void begin_haste(void)
{
    const char *haste = getenv("PATCHKIT_FAULT_HASTE");
    rate = haste ? atoll(haste) : 1;
    start = now(CLOCK_MONOTONIC);
}

static struct timespec moment(long long nanoseconds)
{
    return (struct timespec){.tv_sec = nanoseconds / SECOND, .tv_nsec = nanoseconds % SECOND};
}

int clock_gettime(clockid_t clock, struct timespec *time)
{
    if (rate == 1 || (clock != CLOCK_MONOTONIC && clock != CLOCK_MONOTONIC_COARSE))
        return (int)syscall(SYS_clock_gettime, clock, time);
    *time = moment(start + (now(CLOCK_MONOTONIC) - start) * rate);
    return 0;
}

int pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex, const struct timespec *until)
{
    static int (*real)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);
    /* By its version: asked by name alone, libc may give the one of before 2002. */
    if (!real)
        real = (int (*)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *))dlvsym(
            RTLD_NEXT, "pthread_cond_timedwait", "GLIBC_2.3.2");
    if (!real)
        real = (int (*)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *))dlvsym(
            RTLD_NEXT, "pthread_cond_timedwait", "GLIBC_2.17");
    if (!real)
        abort();
    long long wanted = until->tv_sec * SECOND + until->tv_nsec;
    if (rate == 1 || wanted > LONGEST_UPTIME || wanted < start)
        return real(condition, mutex, until);
    struct timespec sooner = moment(start + (wanted - start) / rate);
    return real(condition, mutex, &sooner);
}
