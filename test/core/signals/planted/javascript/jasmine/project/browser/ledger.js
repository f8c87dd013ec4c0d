describe('ledger', () => {
  it('adds up', () => {
    expect(1 + 2).toBe(4);
  });
  describe('of yesterday: "early"', () => {
    it('reads x - y', () => {
      throw new TypeError('no amount: x - y');
    });
  });
  it('is fine', () => {
    expect(1).toBe(1);
  });
});
