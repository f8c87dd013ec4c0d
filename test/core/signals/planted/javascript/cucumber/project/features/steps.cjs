const { Given, When, Then } = require('@cucumber/cucumber');
const assert = require('node:assert');

Given('a ledger', function () {
  this.sum = 0;
});
When('{int} is added', function (amount) {
  this.sum += amount;
});
When('it is closed', () => 'pending');
Then('the sum is {int}', function (sum) {
  assert.strictEqual(this.sum, sum);
});
