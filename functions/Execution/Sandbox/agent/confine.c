/*
 * Where no namespaces can be had (mode C): the walls are uids, Landlock and seccomp, all put up here, outside, by root,
 * which is given up in the same breath.
 *
 * Two uids belong to a run. User code gets the slot's for good. The agent is real and saved the keeper and effective the
 * slot: so it may kill user code and its files are the slot's, while user code, whose uid is neither the agent's real nor
 * its saved one, may not signal, trace or limit it. To become user code no right is needed. Nothing here is root any more
 * when the first byte of a stranger's arrives, and it stays like that until the last file is removed.
 */
#include "agent.h"
#include <dirent.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>

struct confinement confined;

static struct sock_filter filter[4096];
static struct sock_fprog program = { .filter = filter };

/* Newer than Debian's header. */
enum {
    SCOPE_ABSTRACT_UNIX_SOCKET = 1, SCOPE_SIGNAL = 2,
    ACCESS_NET_BOTH = 3, /* bind and connect by TCP */
    ACCESS_REFER = 1 << 13, ACCESS_TRUNCATE = 1 << 14, ACCESS_IOCTL_DEV = 1 << 15,
    ACCESS_V1 = (1 << 13) - 1,
    ACCESS_READ = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR,
    /* What a rule on a file, rather than a folder, may grant. */
    ACCESS_OF_FILE = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | ACCESS_TRUNCATE | ACCESS_IOCTL_DEV,
};
struct ruleset { uint64_t fs, net, scoped; };

static void allow(int rules, const char *path, uint64_t access, uint64_t handled) {
    struct stat s;
    struct landlock_path_beneath_attr rule = { .parent_fd = open(path, O_PATH | O_CLOEXEC) };
    if (rule.parent_fd < 0 && errno == ENOENT) return; /* not on this machine */
    if (rule.parent_fd < 0 || fstat(rule.parent_fd, &s)) die(path);
    rule.allowed_access = access & handled & (S_ISDIR(s.st_mode) ? ~0ULL : ACCESS_OF_FILE);
    if (syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0)) die(path);
    close(rule.parent_fd);
}

/* Made before rights are given up, for then the paths may be out of reach. */
static int make_rules(char **readable, int count) {
    static const char *const devices[] = { "/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty", "/dev/ptmx", "/dev/pts", NULL };
    int abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (abi < 1) die("Landlock");
    struct ruleset set = {
        .fs = ACCESS_V1 | (abi >= 2 ? ACCESS_REFER : 0) | (abi >= 3 ? ACCESS_TRUNCATE : 0) | (abi >= 5 ? ACCESS_IOCTL_DEV : 0),
        .net = abi >= 4 ? ACCESS_NET_BOTH : 0,
        .scoped = abi >= 6 ? SCOPE_ABSTRACT_UNIX_SOCKET | SCOPE_SIGNAL : 0,
    };
    int rules = syscall(SYS_landlock_create_ruleset, &set, abi >= 6 ? 24 : abi >= 4 ? 16 : 8, 0);
    if (rules < 0) die("Landlock's rules");
    for (int i = 0; i < count; i++) allow(rules, readable[i], ACCESS_READ, set.fs);
    for (int i = 0; places[i]; i++) allow(rules, places[i], ~0ULL, set.fs);
    for (int i = 0; devices[i]; i++) allow(rules, devices[i], LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_READ_DIR | ACCESS_IOCTL_DEV, set.fs);
    /* Runtimes read what they are and how much memory there is. */
    allow(rules, "/proc", LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR, set.fs);
    allow(rules, "/proc/self/exe", LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE, set.fs);
    return rules;
}

/* In a mount namespace of our own, sized and gone with the run. What is shown may lie where it would be hidden by them, so it appears below SHOWN, by number. */
static void mount_places(char **shown, int count) {
    static const char *const sizes[] = { "32m", "64m", "16m" };
    int sources[SHOWN_MAX];
    if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL)) die("mount namespace");
    for (int i = 0; i < count; i++)
        if ((sources[i] = open(shown[i], O_PATH | O_CLOEXEC | O_DIRECTORY)) < 0) die(shown[i]);
    if (mkdir(SHOWN, 0755) && errno != EEXIST) die(SHOWN);
    if (mount("none", SHOWN, "tmpfs", MS_NOSUID | MS_NODEV, "mode=755,size=64k")) die(SHOWN);
    for (int i = 0; i < count; i++) {
        char from[64], to[64];
        snprintf(from, sizeof from, "/proc/self/fd/%d", sources[i]);
        snprintf(to, sizeof to, SHOWN "/%d", i);
        if (mkdir(to, 0755) || mount(from, to, NULL, MS_BIND, NULL)) die(shown[i]);
        close(sources[i]);
    }
    for (int i = 0; places[i]; i++) {
        char options[96];
        snprintf(options, sizeof options, "mode=700,size=%s,nr_inodes=40k,uid=%d,gid=%d", sizes[i], confined.slot, confined.slot);
        if (mkdir(places[i], 0755) && errno != EEXIST) die(places[i]);
        if (mount("none", places[i], "tmpfs", MS_NOSUID | MS_NODEV, options)) die(places[i]);
    }
}

/* Folders of the container itself, below one that only root writes to, so that nobody can put a link in their place. */
static void own_places(void) {
    for (int i = 0; places[i]; i++) {
        struct stat s;
        int is_new = !mkdir(places[i], 0700);
        int fd = open(places[i], O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if ((!is_new && errno != EEXIST) || fd < 0 || fstat(fd, &s)) die(places[i]);
        /* What somebody uses already is not ours to take. */
        DIR *folder = s.st_uid == 0 ? fdopendir(dup(fd)) : NULL;
        int used = 0;
        for (struct dirent *entry; folder && (entry = readdir(folder));) used |= strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..");
        if (folder) closedir(folder);
        if (used || (s.st_uid != 0 && s.st_uid != confined.slot)) errno = EEXIST, die(places[i]);
        if (fchown(fd, confined.slot, confined.slot) || fchmod(fd, 0700)) die(places[i]);
        close(fd);
    }
}

static void give_up_root(void) {
    struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
    struct __user_cap_data_struct none[2] = { 0 };
    if (setgroups(0, NULL) || setresgid(confined.keeper, confined.slot, confined.keeper) || setresuid(confined.keeper, confined.slot, confined.keeper)) die("give up root");
    /* Changing uids leaves the inheritable set. */
    if (syscall(SYS_capset, &header, none) || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) die("capabilities");
}

/* What an earlier run left whose agent was killed: before Landlock, which keeps us from signalling those outside it. */
static void sweep(void) {
    struct tree tree = { 0 };
    kill_all(&tree);
    if (!confined.has_volume) clear_places();
}

void confine(char **readable, int count, char **shown, int shown_count, int only_sweep) {
    static const char *const mounted[] = { "/work", "/tmp", "/dev/shm", NULL }, *const owned[] = { "/work", "/tmp", NULL };
    places = confined.has_volume ? mounted : owned;
    ssize_t length = read(SECCOMP, filter, sizeof filter);
    if (length <= 0 || length % sizeof *filter) die("seccomp program");
    program.len = length / sizeof *filter;
    if (confined.has_volume) mount_places(shown, shown_count);
    else own_places();
    /* Inherited by all that is started here; it is small itself, so user code goes before it. */
    int adj = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (adj < 0 || write(adj, "1000", 4) != 4) die("oom_score_adj");
    close(adj);
    int rules = make_rules(readable, count);
    give_up_root();
    if (chdir(places[0])) die(places[0]);
    sweep();
    if (only_sweep) _exit(0);
    if (syscall(SYS_landlock_restrict_self, rules, 0)) die("restrict");
    close(rules);
    /* Whoever loses its parent becomes our child, so that nobody is forgotten. */
    if (prctl(PR_SET_CHILD_SUBREAPER, 1)) die("subreaper");
}

int become_slot(void) {
    return confined.slot && (setresgid(confined.slot, confined.slot, confined.slot) || setresuid(confined.slot, confined.slot, confined.slot));
}

int put_filter_on(void) {
    return confined.slot && syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program);
}
