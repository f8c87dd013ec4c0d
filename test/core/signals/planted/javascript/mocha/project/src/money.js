function parse(text) {
  const amount = Number(text);
  if (Number.isNaN(amount)) {
    throw new TypeError(`no amount: ${text}`);
  }
  return amount;
}
module.exports = { parse };
