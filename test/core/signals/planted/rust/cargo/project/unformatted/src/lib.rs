pub fn a( )->i32{1}

pub fn b() -> i32 {
    2
}

pub fn c() -> i32 {
      3
}
