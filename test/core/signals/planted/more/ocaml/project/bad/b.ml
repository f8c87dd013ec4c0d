let y = 1
let x : int = "a"
