const fine = '[warn] src/a.js';
