mod missing;

use std::collections::Nothing;

fn count() -> u32 {
    "three"
}

fn main() {
    let text = String::from("a");
    let moved = text;
    println!("{text}{}", unknown_name);
    let _ = moved.no_such_method();
    let spare = 1;
}
