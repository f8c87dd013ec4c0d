use Test::More tests => 3;
ok(1);
die "no database at all\n";
