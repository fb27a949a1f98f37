/* The self-test's program: what user code must not be able to do. It runs twice, with pipes and in a terminal. */
#include "agent.h"
#include <dirent.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#define MUST_NOT(could, what) do { if (could) { leaks++; puts(what); } } while (0)

static int could_read(const char *path) {
    char byte;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return 0;
    int got = read(fd, &byte, 1) == 1;
    close(fd);
    return got;
}

static int could_write(const char *path) {
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (fd >= 0) close(fd);
    return fd >= 0;
}

static int could_list(const char *path) {
    DIR *folder = opendir(path);
    int listed = folder && readdir(folder);
    if (folder) closedir(folder);
    return listed;
}

static int could_open_socket(int family, int type) {
    int fd = socket(family, type | SOCK_CLOEXEC, 0);
    if (fd >= 0) close(fd);
    return fd >= 0;
}

static int could_unshare_in_child(void) {
    pid_t pid = fork();
    int status = 1;
    if (pid == 0) _exit(unshare(CLONE_NEWUSER) == 0 ? 0 : 1);
    return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}

static int could_limit(pid_t pid) {
    struct rlimit same;
    return prlimit(pid, RLIMIT_CPU, NULL, &same) == 0 || prlimit(pid, RLIMIT_CPU, &(struct rlimit){ 0, 0 }, NULL) == 0;
}

/* Where the file cannot be hidden, the kernel shows zeros in place of addresses. */
static int could_see_addresses(void) {
    char address[16];
    int fd = open("/proc/kallsyms", O_RDONLY | O_CLOEXEC), seen = 0;
    if (fd < 0) return 0;
    for (ssize_t i = 0, n = read(fd, address, sizeof address); i < n; i++) seen |= address[i] != '0';
    close(fd);
    return seen;
}

static int could_signal(pid_t pid) {
    return kill(pid, 0) == 0 || errno != EPERM;
}

static int could_affect(pid_t pid) {
    char path[64];
    cpu_set_t all;
    memset(&all, 255, sizeof all);
    snprintf(path, sizeof path, "/proc/%d/oom_score_adj", pid);
    return could_limit(pid) || could_signal(pid) || could_write(path) || setpriority(PRIO_PROCESS, pid, 19) == 0 || sched_setaffinity(pid, sizeof all, &all) == 0;
}

/* Without namespaces much can be seen that must not be touched. */
static int probe_confined(void) {
    int leaks = 0;
    char path[64];
    static const char *const files[] = { "/etc/passwd", "/etc/hostname", "/proc/1/environ", "/proc/1/cwd/etc/passwd", "/var/lib/dpkg/status", NULL };
    static const char *const folders[] = { "/", "/root", "/home", "/etc", "/var", "/run", NULL };
    for (int i = 0; files[i]; i++) MUST_NOT(could_read(files[i]), files[i]);
    for (int i = 0; folders[i]; i++) MUST_NOT(could_list(folders[i]), folders[i]);
    MUST_NOT(could_write("/var/tmp/x") || could_write("/run/x"), "writes to places of others");
    MUST_NOT(could_affect(1) || could_affect(getppid()), "affects other processes");
    snprintf(path, sizeof path, "/proc/%d/environ", getppid());
    MUST_NOT(could_read(path), "looks into the agent");
    MUST_NOT(could_open_socket(AF_INET, SOCK_STREAM) || could_open_socket(AF_INET, SOCK_DGRAM) || could_open_socket(AF_INET6, SOCK_STREAM) || could_open_socket(AF_UNIX, SOCK_STREAM), "opens a socket");
    MUST_NOT(setresuid(0, 0, 0) == 0 || setuid(getppid()) == 0 || setregid(0, 0) == 0, "becomes somebody else");
    return leaks;
}

/* argv[2], if there, is a loopback port on which the service listens outside; argv[3] says that there are no namespaces. */
int probe(int argc, char **argv) {
    int leaks = 0, processes = 0, descriptors = 0;
    struct dirent *entry;
    DIR *folder;
    int is_confined = argc > 3;
    if (is_confined) leaks = probe_confined();
    MUST_NOT(getuid() == 0 || getgid() == 0 || geteuid() == 0 || getgroups(0, NULL) > 1, "has a privileged identity");
    MUST_NOT(could_read("/etc/shadow"), "reads /etc/shadow");
    MUST_NOT(could_read("/proc/1/environ") || could_read("/proc/1/maps") || could_list("/proc/1/fd"), "looks into PID 1");
    MUST_NOT(could_limit(1), "limits PID 1");
    MUST_NOT(is_confined ? could_see_addresses() : could_read("/proc/kallsyms"), "reads kernel symbols");
    MUST_NOT(could_write("/x") || could_write("/dev/x") || could_write("/usr/x"), "writes outside its directories");
    MUST_NOT(!is_confined && (access("/sys/kernel", F_OK) == 0 || access("/home", F_OK) == 0 || access("/root", F_OK) == 0), "sees the host's files");
    MUST_NOT(could_unshare_in_child(), "makes a user namespace");
    MUST_NOT(mount("none", "/tmp", "tmpfs", 0, NULL) == 0, "mounts");
    MUST_NOT(ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0, "traces");
    MUST_NOT(could_open_socket(AF_NETLINK, SOCK_RAW) || could_open_socket(AF_VSOCK, SOCK_STREAM) || could_open_socket(AF_INET, SOCK_RAW), "opens a denied socket");
    MUST_NOT(syscall(SYS_keyctl, 0, 0, 0, 0, 0) >= 0 || syscall(SYS_memfd_create, "x", 0) >= 0 || syscall(SYS_io_uring_setup, 1, NULL) >= 0, "reaches a denied kernel facility");
    MUST_NOT(isatty(0) && (ioctl(0, TIOCSTI, "x") == 0 || ioctl(0, TIOCSETD, &(int){ 0 }) == 0), "types into its terminal or changes its kind");
    if (argc > 2) {
        struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(atoi(argv[2])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        MUST_NOT(fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof to) == 0, "reaches the host's network");
        close(fd);
    }
    for (folder = opendir("/proc"); folder && (entry = readdir(folder));) processes += entry->d_name[0] >= '1' && entry->d_name[0] <= '9';
    MUST_NOT(!is_confined && processes != 2, "sees processes that are not its own");
    if (folder) closedir(folder);
    /* 0, 1, 2 and the one that lists them. */
    for (folder = opendir("/proc/self/fd"); folder && (entry = readdir(folder));) descriptors += entry->d_name[0] != '.';
    MUST_NOT(descriptors != 4, "inherits a descriptor");
    if (!leaks) puts("isolated");
    return leaks != 0;
}
