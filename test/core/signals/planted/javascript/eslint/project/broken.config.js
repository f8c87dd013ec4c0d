module.exports = [{ rules: { 'no-such-rule': 'error' } }, require('./missing.js')];
