// Reads what a model's answer says that it used while it passes, in whatever pieces it comes.
import { StringDecoder } from 'node:string_decoder';
import { EventStream } from '#core/egress/model/event-stream.ts';
import type { Wire } from '#core/egress/model/provider.ts';
import { type Reported, reportedBy, reportedByAll } from '#core/egress/model/reported.ts';
import { parsedJson } from '#core/parsed-json.ts';

export type UsageTap = {
  take(chunk: Buffer): void;
  /** After the last chunk. */
  reported(): Reported | undefined;
  readonly bytes: number;
};

export function eventTap(wire: Wire): UsageTap {
  const decoder = new StringDecoder('utf8');
  let reported: Reported | undefined;
  let bytes = 0;
  const events = new EventStream((data) => {
    const content = parsedJson(data);
    if (content !== undefined) reported = reportedBy(wire, content, reported);
  });
  return {
    take(chunk) {
      bytes += chunk.length;
      events.push(decoder.write(chunk));
    },
    reported() {
      events.end();
      return reported;
    },
    get bytes() {
      return bytes;
    },
  };
}

export const reportedInWhole = (wire: Wire, body: Buffer): Reported | undefined => {
  const content = parsedJson(body.toString('utf8'));
  return content === undefined ? undefined : reportedByAll(wire, content);
};
