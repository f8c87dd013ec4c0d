export const one = (x) => x == 1;
export const two = (x) => x == 2;
