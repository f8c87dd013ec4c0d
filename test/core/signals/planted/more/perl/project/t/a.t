use strict; use warnings; use Test::More;
is(1+2, 4, 'adds up');
ok(1, 'fine');
is_deeply([1,2],[1,3],'same list');
subtest 'inner' => sub { plan tests => 2; ok(0, 'inner one'); ok(1); };
like('abc', qr/x/, 'matches');
TODO: { local $TODO = 'not yet'; ok(0, 'todo one'); }
done_testing;
