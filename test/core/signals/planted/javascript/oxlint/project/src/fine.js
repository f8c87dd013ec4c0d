export const fine = "error  in  a  string  no-undef";
