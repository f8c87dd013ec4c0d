def ugly( a,b ):
  return {  'a':a,
      'b' : b }
x = [1,2,
  3]
