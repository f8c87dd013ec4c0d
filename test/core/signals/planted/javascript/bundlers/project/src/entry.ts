import './broken';
import lodash from 'lodash-not-there';
console.log(lodash);
