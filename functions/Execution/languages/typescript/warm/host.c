/*
 * Two processes wait for one TypeScript program: a compiler (compiler.mjs), and this one, which becomes a node that has
 * started and has nothing to do with the compiler (javascript/warm/preload.cjs, "Warm" in docs/languages.md).
 *
 *   host COMPILER-ARGUMENT… -- NODE-ARGUMENT…   each begins with its program
 */
#include "../../warm.h"
#include <sys/wait.h>

enum { COMPILED = 7, FAILURES = 8 };

int main(int argc, char **argv) {
    int split = 1, compiled[2];
    while (split < argc && strcmp(argv[split], "--")) split++;
    if (split < 2 || split + 1 >= argc || pipe(compiled)) give_up("host COMPILER... -- NODE...");
    argv[split] = NULL;

    /* Forked twice, so that PID 1 collects the compiler, not the program. */
    pid_t child = fork();
    if (child == 0) {
        if (fork()) _exit(0);
        if (dup2(compiled[1], COMPILED) < 0) give_up("pipe");
        if (compiled[0] != COMPILED) close(compiled[0]);
        if (compiled[1] != COMPILED) close(compiled[1]);
        /* Standard error is the program's: the checker's last words when it is closed ("context canceled") would be seen as its. */
        if (dup2(2, FAILURES) < 0 || close(2) || open("/dev/null", O_WRONLY) != 2) give_up("/dev/null");
        execvp(argv[1], argv + 1);
        give_up(argv[1]);
    }
    if (child < 0 || waitpid(child, NULL, 0) < 0) give_up("fork");
    /* Read before it is written over: the pipe's ends are whatever was free. */
    int reading = dup(compiled[0]);
    close(compiled[0]);
    close(compiled[1]);
    if (reading != COMPILED && (dup2(reading, COMPILED) < 0 || close(reading))) give_up("pipe");
    setenv("WARM_COMPILER", "1", 1);
    execvp(argv[split + 1], argv + split + 1);
    give_up(argv[split + 1]);
    return 1;
}
