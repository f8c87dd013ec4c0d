export const amount: number = '12';
type Deep = { readonly of: { readonly account: number } };
export const deep: Deep = { of: { account: 'one' } };
export function take(deep: { of: { account: string } }): void {}
take(deep);
