export const total = (postings) => postings.reduce((sum, { cents }) => sum + cents, 0);
