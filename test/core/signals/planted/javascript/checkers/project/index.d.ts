export declare function f(a: number): string;
