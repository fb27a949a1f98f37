void main() {
    int n = "three";
}
