pub fn is_empty(values: &Vec<i32>) -> bool {
    let spare = 1;
    return values.len() == 0;
}
