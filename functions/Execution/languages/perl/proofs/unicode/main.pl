print scalar <STDIN>;
print "žluťoučký 日本語 🦊\n";
