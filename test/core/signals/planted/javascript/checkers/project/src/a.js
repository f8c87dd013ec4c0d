var a = 1;
if (a == 1) { foo() }
import x from 'nothing-here'
