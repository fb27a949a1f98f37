// why: Set-id bits, capabilities of files and device nodes of its own making.
// about: kernel
// expect: ok
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

int main(int argc, char **argv) {
    if (argc > 1) {
        if (geteuid() == 0 || getegid() == 0) puts("BREACH: set-id works");
        return 0;
    }
    char *folders[] = { "/work", "/tmp", "/dev/shm" }, path[64], command[200];
    for (int i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "%s/copy", folders[i]);
        snprintf(command, sizeof command, "cp /proc/%d/exe %s && chmod 6755 %s && %s again", getpid(), path, path, path);
        if (system(command)) puts("not run");
        if (chown(path, 0, 0) == 0) puts("BREACH: chown");
        if (setxattr(path, "security.capability", "\1\0\0\2\377\377\377\377\0\0\0\0\0\0\0\0\0\0\0\0", 20, 0) == 0) puts("BREACH: capabilities");
        snprintf(path, sizeof path, "%s/node", folders[i]);
        if (mknod(path, S_IFCHR | 0666, 0x103) == 0 || mknod(path, S_IFBLK | 0666, 0x800) == 0) puts("BREACH: a device");
    }
    (void)argv;
    puts("contained");
    return 0;
}
