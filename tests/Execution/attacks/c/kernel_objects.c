// why: Small objects of the kernel, by the thousand, from every process it may have.
// about: kernel
// expect: ok memory_limit time_limit
// limits: wallMs=6000 memoryMb=128
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/resource.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

int main(void) {
    for (int child = 0; child < 55; child++) {
        if (fork()) continue;
        struct sigevent quiet = { .sigev_notify = SIGEV_NONE };
        timer_t timer;
        for (int i = 0; i < 1000000 && timer_create(CLOCK_MONOTONIC, &quiet, &timer) == 0; i++) { }
        int watch = inotify_init();
        char path[64];
        for (int i = 0; i < 100000; i++) {
            snprintf(path, sizeof path, "/proc/%d/task/%d/fd/%d", getpid(), getpid(), i % 256);
            if (inotify_add_watch(watch, path, IN_ALL_EVENTS) < 0 && i > 1000) break;
        }
        int poll = epoll_create1(0);
        struct epoll_event event = { EPOLLIN, { 0 } };
        for (int fd; (fd = eventfd(0, 0)) >= 0;) epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event);
        sleep(60);
    }
    sleep(2);
    puts("contained");
    return 0;
}
