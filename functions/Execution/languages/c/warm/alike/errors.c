int main(void) {
    char *unused = 5;
    return undeclared;
}
