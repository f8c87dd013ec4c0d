def x
 y = 1
 if true
   foo(
end
