function rate(text) {
  throw new TypeError(`no rate: ${text}\nread from a file`);
}

rate('nothing');
