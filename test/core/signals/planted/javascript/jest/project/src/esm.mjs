export const pi = 3;
