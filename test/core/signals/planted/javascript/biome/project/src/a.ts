let total = 1;
export function isOne(x: any) {
    return x == total
}
debugger;
