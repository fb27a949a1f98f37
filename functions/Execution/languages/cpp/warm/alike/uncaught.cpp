#include <bits/stdc++.h>
using namespace std;

struct Loud {
    ~Loud() { cout << "unwound\n"; }
};

int main(int argc, char** argv) {
    Loud loud;
    map<string, vector<int>> groups;
    for (int i = 1; i < argc; i++) groups[argv[i]].push_back(i);
    for (auto& [name, places] : groups) cout << name << places.size() << endl;
    thread([] { cout << "in a thread" << endl; }).join();
    vector<int>().at(3);
}
