const { parse } = require('../src/money.js');

describe('ledger', () => {
  it('adds up', () => expect(1 + 1).toBe(2));

  it('keeps the order', () => {
    console.log('  ● not a title');
    expect([1, 3, 2]).toEqual([1, 2, 3]);
  });

  describe('of yesterday: "early"', () => {
    it.each(['1', 'x - y', '[z]'])('reads %s → amount', (text) => {
      expect(parse(text)).toBe(1);
    });
  });
});

describe('holds', () => {
  beforeEach(() => {
    throw new Error('no database');
  });
  it('expire', () => {});
});

test('settles in time', () => new Promise(() => {}), 20);

test('prints the statement', () => {
  expect('total 12').toMatchInlineSnapshot(`"total 13"`);
});

test('is written down', () => {
  expect('new').toMatchSnapshot();
});

test('throws no Error', () => {
  throw 'a plain string';
});

test('rejects', async () => {
  await expect(Promise.resolve(1)).rejects.toThrow('out of range');
});

test.skip('is skipped', () => expect(1).toBe(2));
test.todo('is to be done');
