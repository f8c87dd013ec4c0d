use strict;
use Test::More;
my $x = ;
done_testing;
