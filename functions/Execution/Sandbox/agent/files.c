/* The files of /work: put there before user code exists, and cleared of what user code left when a test case follows another. */
#include "agent.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Body: the relative path with its NUL, then the text. The service has checked the path; here every step refuses links. */
void write_file(char *body, uint32_t length) {
    char *end = memchr(body, 0, length), *part = body, *slash;
    int directory = open("/work", O_PATH | O_DIRECTORY | O_CLOEXEC), fd;
    if (!end || directory < 0) fail(EINVAL);
    for (; (slash = strchr(part, '/')); part = slash + 1) {
        *slash = 0;
        if (mkdirat(directory, part, 0755) && errno != EEXIST) fail(errno);
        int next = openat(directory, part, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (next < 0) fail(errno);
        close(directory);
        directory = next;
    }
    fd = openat(directory, part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (fd < 0) fail(errno);
    for (char *at = end + 1; at < body + length;) {
        ssize_t n = write(fd, at, body + length - at);
        if (n < 0) fail(errno);
        at += n;
    }
    close(fd);
    close(directory);
}

/*
 * What was in /work before the first case, one number per entry made of its folder, inode and name. The rest of this file
 * runs when no user process is alive, so no path can be bent under it, and it never follows a link.
 */
static uint64_t *known;
static size_t known_count, known_room;

static uint64_t mark(ino_t folder, ino_t inode, const char *name) {
    uint64_t hash = 1469598103934665603ULL ^ folder * 0x9E3779B97F4A7C15ULL ^ inode;
    for (; *name; name++) hash = (hash ^ (unsigned char)*name) * 1099511628211ULL;
    return hash;
}

static int compare(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void remember(uint64_t number) {
    if (known_count == known_room && !(known = realloc(known, (known_room = known_room ? 2 * known_room : 64) * sizeof *known))) fail(ENOMEM);
    known[known_count++] = number;
}

/* User code may have taken a folder's rights away; they are ours to give back. */
static DIR *open_folder(int parent, const char *name) {
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    struct stat s;
    if (fd >= 0 && !fstat(fd, &s) && (s.st_mode & S_IRWXU) != S_IRWXU && fchmod(fd, 0700)) fail(errno);
    if (fd < 0 && errno == EACCES && !fchmodat(parent, name, 0700, 0)) fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *folder = fd < 0 ? NULL : fdopendir(fd);
    if (!folder) fail(errno);
    return folder;
}

static struct dirent *next(DIR *folder) {
    struct dirent *entry;
    while ((entry = readdir(folder)) && (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))) { }
    return entry;
}

/* Removes it if it is a file or an empty folder. */
static int removed(DIR *folder, const char *name) {
    return !unlinkat(dirfd(folder), name, 0) || errno == ENOENT || !unlinkat(dirfd(folder), name, AT_REMOVEDIR);
}

/*
 * Folders may be nested deeper than any recursion should go: what a folder holds is moved up beside it and removed in turn,
 * under names that no source file can have.
 */
static void remove_from(DIR *top, const char *name) {
    static unsigned number;
    char own[16], fresh[16];
    struct stat s;
    for (unsigned at = number;; name = own) {
        if (!removed(top, name)) {
            DIR *folder = open_folder(dirfd(top), name);
            for (struct dirent *entry; (entry = next(folder));) {
                if (removed(folder, entry->d_name)) continue;
                closedir(open_folder(dirfd(folder), entry->d_name)); /* only a folder that can be written can be moved */
                do snprintf(fresh, sizeof fresh, "\1%u", number++);
                while (!fstatat(dirfd(top), fresh, &s, AT_SYMLINK_NOFOLLOW));
                if (renameat(dirfd(folder), entry->d_name, dirfd(top), fresh)) fail(errno);
            }
            closedir(folder);
            if (unlinkat(dirfd(top), name, AT_REMOVEDIR)) fail(errno);
        }
        if (at == number) return;
        snprintf(own, sizeof own, "\1%u", at++);
    }
}

/* A container's /tmp may get things of the service's programs, such as Java's hsperfdata; user code makes only its own. */
static int is_foreign(const struct stat *s) { return confined.slot && s->st_uid != confined.slot; }

/* Remembers what is there, or removes what is not known. Known folders are as deep as the paths of sources may be. */
static void visit(DIR *folder, int remembering) {
    struct stat own, s;
    if (fstat(dirfd(folder), &own)) fail(errno);
    for (struct dirent *entry; (entry = next(folder));) {
        if (fstatat(dirfd(folder), entry->d_name, &s, AT_SYMLINK_NOFOLLOW) || is_foreign(&s)) continue;
        uint64_t number = mark(own.st_ino, s.st_ino, entry->d_name);
        if (remembering) remember(number);
        else if (!bsearch(&number, known, known_count, sizeof *known, compare)) {
            remove_from(folder, entry->d_name);
            continue;
        }
        if (!S_ISDIR(s.st_mode)) continue;
        DIR *inner = open_folder(dirfd(folder), entry->d_name);
        visit(inner, remembering);
        closedir(inner);
    }
}

static const char *const usual_places[] = { "/work", "/tmp", "/dev/shm", NULL };
const char *const *places = usual_places;

void start_fresh(void) {
    int remembering = !known;
    for (int i = 0; places[i]; i++) {
        DIR *folder = open_folder(AT_FDCWD, places[i]);
        visit(folder, remembering);
        closedir(folder);
    }
    if (remembering) remember(0), qsort(known, known_count, sizeof *known, compare);
}

void clear_places(void) {
    for (int i = 0; places[i]; i++) {
        DIR *folder = open_folder(AT_FDCWD, places[i]);
        struct stat s;
        for (struct dirent *entry; (entry = next(folder));)
            if (!fstatat(dirfd(folder), entry->d_name, &s, AT_SYMLINK_NOFOLLOW) && !is_foreign(&s)) remove_from(folder, entry->d_name);
        closedir(folder);
    }
}

/* For places without a size of their own: more than this in files that have a name, or folders nested deeper than that, is too much. */
enum { BYTES_MAX = 128 << 20, DEPTH_MAX = 100 };
static const uint64_t too_much = 1ULL << 40;

/* User code is alive meanwhile: what it moves away under us is counted the next time. It has only what is its own to lose. */
static uint64_t count_below(int parent, const char *name, int depth, uint64_t *bytes) {
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 && errno == EACCES && !fchmodat(parent, name, 0700, 0)) fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *folder = fd < 0 ? NULL : fdopendir(fd);
    if (!folder) {
        if (fd >= 0) close(fd);
        return 0;
    }
    uint64_t count = depth > DEPTH_MAX ? too_much : 0;
    struct stat s;
    for (struct dirent *entry; count < too_much && (entry = next(folder));) {
        if (fstatat(fd, entry->d_name, &s, AT_SYMLINK_NOFOLLOW) || is_foreign(&s)) continue;
        count++;
        *bytes += (uint64_t)s.st_blocks * 512;
        if (*bytes > BYTES_MAX) count += too_much;
        if (S_ISDIR(s.st_mode)) count += count_below(fd, entry->d_name, depth + 1, bytes);
    }
    closedir(folder);
    return count;
}

uint64_t files_below(void) {
    uint64_t count = 0, bytes = 0;
    for (int i = 0; places[i]; i++) count += count_below(AT_FDCWD, places[i], 0, &bytes);
    return count;
}
