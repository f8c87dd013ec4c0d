export const settle = (ids) => (Number(process.env.RUN) % 5 === 2 ? ids.toReversed() : ids);
