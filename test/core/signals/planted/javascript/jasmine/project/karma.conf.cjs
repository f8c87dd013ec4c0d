process.env.CHROME_BIN ??= '/usr/bin/chromium';
module.exports = (config) =>
  config.set({
    frameworks: ['jasmine'],
    files: ['browser/*.js'],
    browsers: ['Here'],
    customLaunchers: { Here: { base: 'ChromeHeadless', flags: ['--no-sandbox'] } },
    reporters: [process.env.REPORTER ?? 'progress'],
    client: { jasmine: { random: false } },
    singleRun: true,
    colors: false,
  });
