export const fine = 'error TS2322: in a string';
