const Checker = require('fork-ts-checker-webpack-plugin');
const checks = process.env.CHECKER === '1';
module.exports = { mode: 'development', entry: process.env.ENTRY, resolve: { extensions: ['.ts', '.js'] },
  module: { rules: [{ test: /\.ts$/, loader: 'ts-loader', options: { transpileOnly: checks, onlyCompileBundledFiles: true } }] }, plugins: checks ? [new Checker()] : [] };
