// Writes a zip without compression: enough for artifacts, and readable by everything.
import { crc32 } from 'node:zlib';

export interface ZipEntry {
  readonly name: string;
  readonly data: Uint8Array;
}

export function zip(entries: readonly ZipEntry[]): Uint8Array {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name, 'utf8');
    const shared = sharedHeader(entry, name);
    const local = Buffer.concat([number(0x04034b50, 4), shared, name, Buffer.from(entry.data)]);
    const comments = Buffer.concat([
      number(0, 2),
      number(0, 2),
      number(0, 2),
      number(0, 4),
      number(offset, 4),
    ]);
    directory.push(Buffer.concat([number(0x02014b50, 4), number(20, 2), shared, comments, name]));
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const count = number(entries.length, 2);
  const end = [
    number(0x06054b50, 4),
    number(0, 4),
    count,
    count,
    number(central.length, 4),
    number(offset, 4),
    number(0, 2),
  ];
  return Buffer.concat([...parts, central, ...end]);
}

/** Version, flags (names are UTF-8), method, time, date, checksum, both sizes, length of the name, no extra field. */
function sharedHeader(entry: ZipEntry, name: Buffer): Buffer {
  const size = number(entry.data.byteLength, 4);
  const checksum = number(crc32(entry.data), 4);
  return Buffer.concat([
    number(20, 2),
    number(0x0800, 2),
    number(0, 2),
    number(0, 2),
    number(0x21, 2),
    checksum,
    size,
    size,
    number(name.length, 2),
    number(0, 2),
  ]);
}

function number(value: number, bytes: 2 | 4): Buffer {
  const buffer = Buffer.alloc(bytes);
  if (bytes === 2) buffer.writeUInt16LE(value);
  else buffer.writeUInt32LE(value);
  return buffer;
}
