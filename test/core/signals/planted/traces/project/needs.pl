use strict;
use Nope::X;
