print "partial\n";
1 while 1;
