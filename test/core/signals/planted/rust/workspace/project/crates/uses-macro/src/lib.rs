macros::table!();

pub fn borrowed() -> usize {
    let mut names = vec![String::from("a")];
    let first = &names[0];
    names.push(String::from("b"));
    first.len()
}

pub fn moved(name: String) -> usize {
    drop(name);
    name.len()
}

const fn checked() -> usize {
    [1, 2][2]
}
pub const SIZE: usize = checked();
