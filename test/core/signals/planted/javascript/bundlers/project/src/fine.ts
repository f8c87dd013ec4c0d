console.log('ERROR in ./src/a.ts: 1 error');
