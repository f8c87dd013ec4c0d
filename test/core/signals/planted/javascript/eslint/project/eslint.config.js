module.exports = [
  { files: ['**/*.js'], languageOptions: { sourceType: 'module' }, rules: { 'no-undef': 'error', 'no-unused-vars': 'error', eqeqeq: 'warn', 'no-empty': 'error', 'no-constant-condition': 'warn' } },
  { files: ['eslint.config.js'], languageOptions: { sourceType: 'commonjs', globals: { module: true } } },
];
