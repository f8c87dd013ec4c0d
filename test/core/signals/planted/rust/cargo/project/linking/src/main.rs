extern "C" {
    fn no_such_symbol();
}

fn main() {
    unsafe { no_such_symbol() }
}
