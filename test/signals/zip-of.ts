// A zip as CI packs it, compressed; names are written as they are, also those that no honest zip has.
import { crc32, deflateRawSync } from 'node:zlib';

export function zipOf(files: Readonly<Record<string, string>>): Uint8Array {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [path, text] of Object.entries(files)) {
    const name = Buffer.from(path);
    const data = deflateRawSync(text, { level: 9 });
    const about = Buffer.concat([
      ...[20, 0x0800, 8, 0, 0x21].map(short),
      ...[crc32(text), data.length, Buffer.byteLength(text)].map(long),
      ...[name.length, 0].map(short),
    ]);
    const local = Buffer.concat([long(0x04034b50), about, name, data]);
    const rest = Buffer.concat([...[0, 0, 0].map(short), ...[0, offset].map(long)]);
    directory.push(Buffer.concat([long(0x02014b50), short(20), about, rest, name]));
    locals.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const count = directory.length;
  const end = [
    long(0x06054b50),
    ...[0, 0, count, count].map(short),
    long(central.length),
    long(offset),
    short(0),
  ];
  return Buffer.concat([...locals, central, ...end]);
}

function short(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeUInt16LE(value);
  return buffer;
}

function long(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
}
