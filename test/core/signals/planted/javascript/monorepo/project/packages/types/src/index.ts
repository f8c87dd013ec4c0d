export const cents: number = 'twelve';
