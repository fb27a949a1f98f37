// why: Runtimes that print stack traces look for a source map where the program says it is.
// about: secrets
// expect: runtime_error
eval('throw new Error("here")\n//# sourceMappingURL=file://@SECRET_FILE@\n//# sourceURL=/etc/shadow');
//# sourceMappingURL=file://@SECRET_FILE@
