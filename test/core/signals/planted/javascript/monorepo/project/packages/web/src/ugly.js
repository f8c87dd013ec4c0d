const unused = 1;
missing();
